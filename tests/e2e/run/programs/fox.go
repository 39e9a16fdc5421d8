// A client on net/http alone, with the provider's own host. Downloads the clip into the file that is named.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

func ask(method, url, body string, into any) error {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Key "+os.Getenv("FAL_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", url, answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

func run(target string) error {
	var job struct{ StatusURL, ResponseURL string }
	var raw map[string]any
	if err := ask("POST", "https://queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video", `{"prompt": "a red fox in the snow", "duration": "3"}`, &raw); err != nil {
		return err
	}
	job.StatusURL, job.ResponseURL = raw["status_url"].(string), raw["response_url"].(string)
	for raw["status"] != "COMPLETED" {
		time.Sleep(200 * time.Millisecond)
		if err := ask("GET", job.StatusURL, "", &raw); err != nil {
			return err
		}
	}
	if err := ask("GET", job.ResponseURL, "", &raw); err != nil {
		return err
	}
	clip, err := http.Get(raw["video"].(map[string]any)["url"].(string))
	if err != nil {
		return err
	}
	defer clip.Body.Close()
	file, err := os.Create(target)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(file, clip.Body)
	return err
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
