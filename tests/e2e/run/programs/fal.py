"""As fal's page has it: no word of a host. Downloads the clip into the file that is named."""
import sys

import fal_client
import httpx

result = fal_client.subscribe("fal-ai/kling-video/o3/4k/text-to-video", arguments={"prompt": "a red fox in the snow", "duration": "3"})
with open(sys.argv[1], "wb") as file:
    file.write(httpx.get(result["video"]["url"]).content)
