#!/usr/bin/env python3
"""Measure how long the report of the bundled sample takes from the start of the process to its end.

usage: start.py BINARY [--runs 20] [--check]

Prints the median and the fastest of all runs. With --check it exits 1 when the median is above 50 ms.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import time

SAMPLE = pathlib.Path(__file__).parents[2] / "samples" / "apecloud-mysql-switchover-refused" / "input"
FLOOR = 50


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    milliseconds = []
    # The first run pays for reading the program from disk.
    for number in range(options.runs + 1):
        started = time.perf_counter()
        subprocess.run([options.binary, "report", SAMPLE], check=True, stdout=subprocess.DEVNULL)
        if number:
            milliseconds.append((time.perf_counter() - started) * 1000)
    median = statistics.median(milliseconds)
    print(f"report of a sample: {median:.0f} ms (median of {options.runs}, fastest {min(milliseconds):.0f} ms; floor {FLOOR} ms)")
    if options.check and median > FLOOR:
        sys.exit("start: the floor is missed")


main()
