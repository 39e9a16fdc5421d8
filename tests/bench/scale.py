"""How much a run does: enough to trust, or just enough to see that every figure can be produced."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    rounds: int        # of everything that is compared; medians are taken
    seconds: int       # of each load
    pairs: int         # with and without an offer of compression
    worlds: int
    starts: int
    jobs: int          # for the memory of a job
    cold_clips: int
    shapes: int        # made at once
    watch: float       # seconds over which processor time is counted
    idle: int
    dripping: int
    deaf: int


FULL = Scale(rounds=3, seconds=2, pairs=6, worlds=10_000, starts=20, jobs=100_000, cold_clips=5, shapes=50,
             watch=3.0, idle=1000, dripping=200, deaf=20)
QUICK = Scale(rounds=1, seconds=1, pairs=1, worlds=1_000, starts=5, jobs=10_000, cold_clips=2, shapes=8,
              watch=1.0, idle=1000, dripping=200, deaf=20)
