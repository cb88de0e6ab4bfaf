#!/usr/bin/env python3
"""Put many incidents into one timeline and see that each is diagnosed like the sample it was made from, in linear time.

usage: scale.py BINARY [--incidents 1000] [--failovers 500] [--check]

Copies samples/clean/redis-failover: first each with other names, addresses, ids and times (many clusters with one failover),
then with other times only, the primary going back and forth (one cluster with many failovers). With --check it exits 1
when a finding differs, when the diagnosis of the clusters takes 10 s or more, or when twice as much takes more than 2.2
times as long.
"""
import argparse
import datetime
import hashlib
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

SAMPLE = pathlib.Path(__file__).parents[2] / "samples" / "clean" / "redis-failover" / "input"
STAMP = re.compile(r"\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}")
# Twice as much may take this many times as long.
MOST = 2.2
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


def cycles(folder, count):
    """The sample `count` times: an hour apart, in the same cluster. The nodes are started anew each time, the one that took
    over as the primary."""
    text = {path.name: path.read_text() for path in sorted(SAMPLE.glob("*.log"))}
    first, second = re.search(r"\+switch-master \S+ \S+ (\d+) \S+ (\d+)", "".join(text.values())).groups()
    ports = {first: second, second: first}
    swapped = lambda lines: re.sub(rf"\b({first}|{second})\b", lambda m: ports[m[0]], lines)
    for number in range(count):
        shift = datetime.timedelta(hours=number)
        later = lambda m: (datetime.datetime.strptime(m[0], FORM) + shift).strftime(FORM)[:-3]
        for file, lines in text.items():
            lines = STAMP.sub(later, lines)
            lines = re.sub(r"(signal-handler \()(\d+)", lambda m: f"{m[1]}{int(m[2]) + 3600 * number}", lines)
            lines = re.sub(r"(\+new-epoch |\+vote-for-leader \S+ )1\b", rf"\g<1>{number + 1}", lines)
            if number % 2:
                file, lines = swapped(file), swapped(lines)
            with open(folder / file, "a") as log:
                log.write(lines)


def client(prefix, text, number):
    full = re.search(rf"\b{prefix}[0-9a-f]{{32}}\b", "".join(text.values()))
    return hashlib.sha1(f"{full[0]} {number}".encode()).hexdigest()[:8] if full else prefix


def diagnosed(binary, count, fill):
    """Seconds of the diagnosis by the clock and of the processor, and how often each (outcome, root, confidence) came out."""
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work) / "logs"
        folder.mkdir()
        fill(folder, count)
        db = f"{work}/t.db"
        subprocess.run([binary, "ingest", folder, "--db", db], check=True, capture_output=True)
        started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([binary, "diagnose", "--db", db], check=True, capture_output=True)
        seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        query = "SELECT outcome, root_cause, confidence, count(*) FROM incident_summary GROUP BY 1, 2, 3"
        rows = subprocess.run([binary, "query", "--db", db, query, "--format", "csv"], check=True, capture_output=True, text=True)
        return seconds, busy, rows.stdout.strip().splitlines()[1:]


def doubled(binary, count, fill, name, sample):
    """Diagnoses half as many and as many; gives the seconds of the whole, whether it grew in proportion, and whether each
    finding is the sample's."""
    _, half, _ = diagnosed(binary, count // 2, fill)
    seconds, whole, rows = diagnosed(binary, count, fill)
    expected = [row.rsplit(",", 1)[0] + f",{count}" for row in sample]
    # The processor's time: what else a machine does must not decide.
    print(f"{name}: {count // 2} in {half:.2f} s, {count} in {whole:.2f} s of the processor ({whole / half:.2f} times), {seconds:.2f} s by the clock")
    print(f"findings: {rows} {'as the sample' if rows == expected else f'instead of {expected}'}")
    return seconds, whole / half <= MOST, rows == expected


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--failovers", type=int, default=500)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    _, _, sample = diagnosed(options.binary, 1, copies)
    seconds, *many = doubled(options.binary, options.incidents, copies, "clusters with a failover each", sample)
    _, *one = doubled(options.binary, options.failovers, cycles, "failovers of one cluster", sample)
    if options.check and not (seconds < 10 and all(many + one)):
        sys.exit("scale: a floor is missed")


main()
