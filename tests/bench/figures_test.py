"""Targets are judged by the right number, and nothing that is missing or failed goes unnoticed."""

import unittest

from figures import SHOWN, TARGETS, Figure, Figures, number, table


class Judging(unittest.TestCase):
    def test_a_ratio_is_that_to_the_first_yardstick(self):
        figure = Figure("submit_64", "submit", 40, "/s", {"nginx": 100, "other": 1})
        self.assertEqual(figure.ratio, 0.4)
        self.assertIs(figure.met, True)
        self.assertIs(Figure("submit_64", "submit", 29, "/s", {"nginx": 100}).met, False)

    def test_a_ratio_without_a_yardstick_is_not_met(self):
        self.assertIs(Figure("submit_64", "submit", 40, "/s").met, False)
        self.assertIs(Figure("submit_64", "submit", 40, "/s", {"nginx": 0}).met, False)

    def test_a_value_is_judged_whatever_stands_beside_it(self):
        self.assertIs(Figure("start", "start", 29, "ms", {"nginx": 1}).met, True)
        self.assertIs(Figure("start", "start", 30, "ms", {"nginx": 1}).met, False)
        self.assertIs(Figure("job_memory", "memory", 1024, "bytes").met, True)

    def test_where_nothing_is_promised_nothing_is_judged(self):
        figure = Figure("world_memory", "memory", 1e9, "KiB")
        self.assertIsNone(figure.met)
        self.assertEqual(figure.target, "")


class Collecting(unittest.TestCase):
    def test_names_what_was_not_measured(self):
        collected = Figures()
        self.assertEqual(set(collected.missing()), {*TARGETS, *SHOWN})
        collected.add("start", "start", 10, "ms")
        self.assertNotIn("start", collected.missing())

    def test_no_figure_is_both_judged_and_only_shown(self):
        self.assertFalse(set(SHOWN) & set(TARGETS))

    def test_names_what_was_missed_and_what_failed(self):
        collected = Figures()
        collected.add("start", "start", 31, "ms")
        collected.add("idle_memory", "memory", 10, "MB")
        collected.expect(False, "something broke")
        collected.expect(True, "something held")
        self.assertEqual([figure.id for figure in collected.missed()], ["start"])
        self.assertEqual(collected.failures, ["something broke"])


class Printing(unittest.TestCase):
    def test_a_row_shows_number_yardstick_ratio_target_and_verdict(self):
        rows = table([Figure("poll_64", "poll", 39_000, "/s", {"nginx": 100_000})])
        cells = [cell.strip() for cell in rows[-1].strip("|").split("|")]
        self.assertEqual(cells, ["poll", "39,000 /s", "nginx 100,000", "0.39", ">= 0.4 ×", "NO"])

    def test_numbers_keep_three_digits(self):
        self.assertEqual([number(0), number(0.01234), number(12.345), number(12345.6)], ["0", "0.0123", "12.3", "12,346"])


if __name__ == "__main__":
    unittest.main()
