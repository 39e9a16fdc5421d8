"""Which category of the protocol an HTTP status is, with what the body says."""

import re


def category(status, text=""):
    if re.search(r"content[ _-]?policy|sensitive|safety|moderat", text, re.I):
        return "content_policy"
    if status == 402 or re.search(r"insufficient|balance|top up", text, re.I):
        return "insufficient_balance"
    if status == 499 or "client_cancelled" in text:
        return "cancelled"
    known = {401: "auth", 403: "auth", 404: "not_found", 408: "timeout", 504: "timeout", 429: "rate_limited"}
    return known.get(status, "validation" if 400 <= status < 500 else "network")
