module example.com/fox

go 1.19
