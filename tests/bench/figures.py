"""The figures of a run, what each is held against, and how they are printed."""

from dataclasses import asdict, dataclass, field

# Figure -> what is promised of it. "ratio" is that to the first yardstick of the same run.
TARGETS = {
    "submit_64": ("ratio", ">=", 0.30),
    "poll_64": ("ratio", ">=", 0.40),
    "flat_submit": ("value", ">=", 0.75),
    "flat_poll": ("value", ">=", 0.75),
    "p99_submit_1024": ("value", "<", 80),
    "p99_poll_1024": ("value", "<", 80),
    "encoding_submit": ("value", "<=", 1.10),
    "encoding_poll": ("value", "<=", 1.10),
    "worlds_submit": ("value", ">=", 0.80),
    "worlds_poll": ("value", ">=", 0.80),
    "start": ("value", "<", 30),
    "idle_memory": ("value", "<", 25),
    "job_memory": ("value", "<=", 1024),
    "embedded_start": ("value", "<", 10),
    "embedded_stop": ("value", "<", 10),
    "clip_cold": ("value", "<=", 400),
    "clip_cached": ("value", "<=", 10),
    "shapes_poll_p99": ("value", "<=", 100),
    "ranges": ("ratio", ">=", 0.50),
    "ranges_memory": ("value", "<=", 20),
    "idle_cpu": ("value", "<", 0.05),
    "idle_p99": ("ratio", "<", 2),
    "drip_cpu": ("value", "<", 0.05),
    "drip_p99": ("ratio", "<", 2),
    "deaf_p99": ("value", "<=", 100),
    "deaf_memory": ("value", "<=", 20),
}
# Figures that are shown only.
SHOWN = ("p99_submit_64", "p99_poll_64", "submit_1024", "poll_1024", "submit_close", "poll_close", "world_memory",
         "clip_cold_cpu", "shapes_seconds", "tls_kept", "tls_handshake")

MEETS = {">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, "<": lambda a, b: a < b}


@dataclass
class Figure:
    id: str
    what: str
    value: float
    unit: str
    yardsticks: dict = field(default_factory=dict)  # name -> the same measure of it; the first is the one compared with

    @property
    def ratio(self):
        if not self.yardsticks:
            return None
        first = next(iter(self.yardsticks.values()))
        return self.value / first if first else None

    @property
    def target(self):
        if self.id not in TARGETS:
            return ""
        kind, sign, bound = TARGETS[self.id]
        return f"{sign} {number(bound)}{' ×' if kind == 'ratio' else ''}"

    @property
    def met(self):
        """True or False; None where nothing is promised."""
        if self.id not in TARGETS:
            return None
        kind, sign, bound = TARGETS[self.id]
        measured = self.ratio if kind == "ratio" else self.value
        return measured is not None and MEETS[sign](measured, bound)

    def document(self):
        return {**asdict(self), "ratio": self.ratio, "target": self.target, "met": self.met}


class Figures:
    """Collects. A figure that no measurement delivered, and any request that failed, is remembered by name."""

    def __init__(self):
        self.all, self.failures = [], []

    def add(self, *args, **more):
        self.all.append(Figure(*args, **more))

    def expect(self, right, what):
        if not right:
            self.failures.append(what)

    def missing(self):
        return sorted({*TARGETS, *SHOWN} - {figure.id for figure in self.all})

    def missed(self):
        return [figure for figure in self.all if figure.met is False]


def number(value):
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(figures):
    """Lines of a Markdown table."""
    rows = [("what", "measured", "beside it in the same run", "ratio", "target", "met")]
    for figure in figures:
        beside = ", ".join(f"{name} {number(value)}" for name, value in figure.yardsticks.items())
        ratio = number(figure.ratio) if figure.ratio is not None else ""
        met = {True: "yes", False: "NO", None: ""}[figure.met]
        rows.append((figure.what, f"{number(figure.value)} {figure.unit}".strip(), beside, ratio, figure.target, met))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
