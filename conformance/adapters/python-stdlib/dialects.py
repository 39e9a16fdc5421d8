"""How the three providers are asked and how they answer: paths, the body of a submit, the state of a task."""

import urllib.parse


class State:
    """What a poll told: an end ("ok" or "error") or None, the provider's own word, links, flags, and what went wrong."""

    def __init__(self, end, word, links=(), nsfw=None, sizes=(), error=None):
        self.end, self.word, self.links, self.sizes, self.error = end, word, [link for link in links if link], sizes, error
        self.nsfw = nsfw if isinstance(nsfw, list) else []


def given(**fields):
    return {name: value for name, value in fields.items() if value is not None}


def shots(request, duration):
    listed = request.get("shots")
    return listed and [given(prompt=shot["prompt"], duration=duration(shot["duration"])) for shot in listed]


def quoted(text):
    return urllib.parse.quote(text, safe="")


class Dialect:
    host, scheme = "api", "Bearer"

    def refusal(self, answer):
        """The code of an answer that refuses under HTTP 200."""
        return None

    def result(self, model, task):
        """Where the links are, when the state of the task does not tell them."""
        return None

    def cancel(self, model, task):
        """The request that cancels, if the provider documents one."""
        return None


class WaveSpeed(Dialect):
    path = "/api/v3"

    def body(self, model, ask):
        return given(prompt=ask.get("prompt"), negative_prompt=ask.get("negative_prompt"), duration=ask.get("duration"), sound=ask.get("sound"),
                     aspect_ratio=ask.get("aspect_ratio"), resolution=ask.get("resolution"), image=ask.get("image"), cfg_scale=ask.get("cfg_scale"),
                     multi_prompt=shots(ask, int))

    def submit(self, model, webhook):
        return f"{self.path}/{model}" + (f"?webhook={quoted(webhook)}" if webhook else ""), {}

    def id(self, answer):
        return (answer.get("data") or {}).get("id")

    def poll(self, model, task):
        return f"{self.path}/predictions/{quoted(task)}/result"

    def state(self, answer):
        data = answer["data"]
        outputs = data.get("outputs") or []
        links = [outputs] if isinstance(outputs, str) else [link.get("url") if isinstance(link, dict) else link for link in outputs]
        word = data["status"]
        end = "ok" if word == "completed" else "error" if word in ("failed", "cancelled", "timeout", "deleted") else None
        return State(end, word, links, data.get("has_nsfw_contents"), error=data.get("error") or f"the task is {word}")

    def cancel(self, model, task):
        return "DELETE", f"{self.path}/predictions/{quoted(task)}"  # the closest thing there is

    def refusal(self, answer):
        return answer.get("code") if answer.get("code", 200) != 200 else None


class Fal(Dialect):
    host, scheme = "queue", "Key"

    def body(self, model, ask):
        return given(prompt=ask.get("prompt"), negative_prompt=ask.get("negative_prompt"), duration=None if ask.get("duration") is None else str(ask["duration"]),
                     generate_audio=ask.get("sound"), aspect_ratio=ask.get("aspect_ratio"), image_url=ask.get("image"), cfg_scale=ask.get("cfg_scale"),
                     multi_prompt=shots(ask, str))

    def submit(self, model, webhook):
        return f"/{model}" + (f"?fal_webhook={quoted(webhook)}" if webhook else ""), {}

    def id(self, answer):
        return answer.get("request_id")

    def poll(self, model, task):
        return f"{self.result(model, task)}/status"

    def result(self, model, task):
        return f"/{'/'.join(model.split('/')[:2])}/requests/{quoted(task)}"  # the sub-path belongs to the submit alone

    def state(self, answer):
        word = answer["status"]
        if word == "COMPLETED":
            return State("error" if answer.get("error") else "ok", word, error=f"{answer.get('error')} ({answer.get('error_type')})")
        return State("error" if word in ("CANCELLED", "ERROR", "FAILED") else None, word, error=f"the request is {word}")

    def cancel(self, model, task):
        return "PUT", f"{self.result(model, task)}/cancel"

    def delivery(self, answer):
        video = answer.get("video") or {}
        return State("ok", "COMPLETED", [video.get("url")], sizes=[video.get("file_size")])


class EvoLink(Dialect):

    def body(self, model, ask):
        sound = ask.get("sound")
        parts = shots(ask, str)
        more = given(multi_shot=True if parts else None, shot_type="customize" if parts else None, negative_prompt=ask.get("negative_prompt"),
                     multi_prompt=parts and [{"index": at, **part} for at, part in enumerate(parts, 1)])
        return given(model=model, prompt=ask.get("prompt"), duration=ask.get("duration"), sound=None if sound is None else "on" if sound else "off",
                     aspect_ratio=ask.get("aspect_ratio"), quality=ask.get("quality") or ask.get("resolution"), image_start=ask.get("image"),
                     model_params=more or None)

    def submit(self, model, webhook):
        return "/v1/videos/generations", given(callback_url=webhook)

    def id(self, answer):
        return answer.get("id")

    def poll(self, model, task):
        return f"/v1/tasks/{quoted(task)}"

    def state(self, answer):
        word = answer["status"]
        error = answer.get("error") or {}
        end = "ok" if word == "completed" else "error" if word in ("failed", "cancelled") else None
        return State(end, word, answer.get("results") or [], error=f"{error.get('code', word)}: {error.get('message', '')}")


BY_NAME = {"wavespeed": WaveSpeed(), "fal": Fal(), "evolink": EvoLink()}
