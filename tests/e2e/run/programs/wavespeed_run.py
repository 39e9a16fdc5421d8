"""As WaveSpeed's page has it: no base URL. Downloads the clip into the file that is named."""
import sys

import requests
import wavespeed

output = wavespeed.run("kwaivgi/kling-video-o3-4k/text-to-video", {"prompt": "a red fox in the snow", "duration": 3})
with open(sys.argv[1], "wb") as file:
    file.write(requests.get(output["outputs"][0], timeout=30).content)
