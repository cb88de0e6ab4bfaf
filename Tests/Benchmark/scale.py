#!/usr/bin/env python3
"""Put many incidents into one timeline and see that each is diagnosed like the sample it was made from, in linear time.

usage: scale.py BINARY [--incidents 1000] [--check]

Copies samples/clean/redis-failover with other names, addresses, ids and times. With --check it exits 1 when a finding differs,
when the diagnosis takes 10 s or more, or when twice the incidents take more than 2.8 times as long.
"""
import argparse
import datetime
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import time

SAMPLE = pathlib.Path(__file__).parents[2] / "samples" / "clean" / "redis-failover" / "input"
STAMP = re.compile(r"\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}")
FORM = "%d %b %Y %H:%M:%S.%f"


def copies(folder, count):
    """The sample `count` times: an hour apart, in a cluster of its own each."""
    text = {path.name: path.read_text() for path in sorted(SAMPLE.glob("*.log"))}
    name = re.search(r"\+monitor master (\S+) (\S+) ", "".join(text.values()))
    for number in range(count):
        shift = datetime.timedelta(hours=number)
        later = lambda m: (datetime.datetime.strptime(m[0], FORM) + shift).strftime(FORM)[:-3]
        other = lambda m: hashlib.sha1(f"{m[0]} {number}".encode()).hexdigest()
        for file, lines in text.items():
            lines = STAMP.sub(later, lines)
            lines = re.sub(r"(signal-handler \()(\d+)", lambda m: f"{m[1]}{int(m[2]) + 3600 * number}", lines)
            # The names of sentinel's client connections start with its id.
            ids = set(re.findall(r"\b[0-9a-f]{40}\b", lines))
            lines = re.sub(r"sentinel-([0-9a-f]{8})-cmd", lambda m: f"sentinel-{client(m[1], text, number)}-cmd", lines)
            lines = re.sub(r"\b[0-9a-f]{40}\b", other, lines) if ids else lines
            lines = lines.replace(name[2], f"10.{number // 250 + 1}.{number % 250}.1")
            lines = re.sub(rf"\b{re.escape(name[1])}\b", f"cluster-{number:04}", lines)
            (folder / f"{number:04}-{file}").write_text(lines)


def client(prefix, text, number):
    full = re.search(rf"\b{prefix}[0-9a-f]{{32}}\b", "".join(text.values()))
    return hashlib.sha1(f"{full[0]} {number}".encode()).hexdigest()[:8] if full else prefix


def diagnosed(binary, count):
    """Seconds of the diagnosis, and how often each (outcome, root, confidence) came out."""
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work) / "logs"
        folder.mkdir()
        copies(folder, count)
        db = f"{work}/t.db"
        subprocess.run([binary, "ingest", folder, "--db", db], check=True, capture_output=True)
        started = time.monotonic()
        subprocess.run([binary, "diagnose", "--db", db], check=True, capture_output=True)
        seconds = time.monotonic() - started
        query = "SELECT outcome, root_cause, confidence, count(*) FROM incident_summary GROUP BY 1, 2, 3"
        rows = subprocess.run([binary, "query", "--db", db, query, "--format", "csv"], check=True, capture_output=True, text=True)
        return seconds, rows.stdout.strip().splitlines()[1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    _, sample = diagnosed(options.binary, 1)
    half, _ = diagnosed(options.binary, options.incidents // 2)
    whole, rows = diagnosed(options.binary, options.incidents)
    expected = [row.rsplit(",", 1)[0] + f",{options.incidents}" for row in sample]
    same = rows == expected
    print(f"{options.incidents // 2} incidents: {half:.2f} s, {options.incidents}: {whole:.2f} s ({whole / half:.2f} times)")
    print(f"findings: {rows} {'as the sample' if same else f'instead of {expected}'}")
    if options.check and not (same and whole < 10 and whole / half < 2.8):
        sys.exit("scale: a floor is missed")


main()
