#!/usr/bin/env python3
"""Measure `debrief ingest` beside `sqlite3 .import` of the same rows, in one run on one machine.

usage: bench.py BINARY [--megabytes 500] [--dir FOLDER] [--check]

Prints MB/s and peak memory of reading events only, of keeping every line, and of `.import` of those same rows from CSV, and
the ratios that count; then the same of a flood, the log of a replica that tries 25,000 times a second. With --check it exits 1
when a floor is missed: keeping all lines at least as fast as `.import`, events only at least 8 times as fast, peak memory under
128 MB, and a flood stored as one event a shape, read at 60 MB/s or more, in a timeline under 1 MB.
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time


def run(arguments, stdin=None):
    """Wall seconds and peak memory in MB of one process (a fork of its own, so that peaks do not mix)."""
    code = (
        "import resource,subprocess,sys,time\n"
        "s=time.monotonic();c=subprocess.call(sys.argv[1:],stdin=sys.stdin,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n"
        "print(c,time.monotonic()-s,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    out = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], input=stdin, text=True, capture_output=True)
    status, seconds, peak = out.stdout.split()
    if status != "0":
        sys.exit(f"bench: {arguments[0]} ended with {status}")
    return float(seconds), int(peak) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def flooded(options, here, log, db):
    """Prints the row of a flood and says whether its floors hold."""
    subprocess.run([sys.executable, here / "generate_log.py", log, str(options.megabytes), "flood"], check=True, stdout=subprocess.DEVNULL)
    size = log.stat().st_size / 1e6
    log.read_bytes()
    db.unlink(missing_ok=True)
    seconds, peak = run([options.binary, "ingest", log, "--db", db])
    query = "SELECT count(*), sum(repeat), min(repeat) = max(repeat) FROM event WHERE kind LIKE 'replication.%'"
    events, lines, same = subprocess.run(["sqlite3", db, query], capture_output=True, text=True, check=True).stdout.strip().split("|")
    print(f"{'ingest, a flood':28}{seconds:9.2f}{size / seconds:9.0f}{peak:9.0f}")
    stored = db.stat().st_size / 1e6
    print(f"\nflood: {size:.0f} MB, {int(lines):,} lines in {events} events, {stored:.2f} MB stored")
    return events == "2" and same == "1" and size / seconds >= 60 and peak < 128 and stored < 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--dir", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    folder = options.dir or pathlib.Path(tempfile.mkdtemp(prefix="debrief-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    log, events, every, rows = (folder / name for name in ("bench.log", "events.db", "every.db", "rows.csv"))
    try:
        here = pathlib.Path(__file__).parent
        subprocess.run([sys.executable, here / "generate_log.py", log, str(options.megabytes)], check=True)
        size = log.stat().st_size / 1e6
        for old in (events, every):
            old.unlink(missing_ok=True)
        pathlib.Path(log).read_bytes()  # warm the page cache, the same for all
        fast, fast_peak = run([options.binary, "ingest", log, "--db", events])
        keep, keep_peak = run([options.binary, "ingest", log, "--db", every, "--keep", "all"])
        subprocess.run(["sqlite3", "-csv", every, "SELECT * FROM event"], stdout=rows.open("w"), check=True)
        schema = subprocess.run(
            ["sqlite3", every, "SELECT sql FROM sqlite_schema WHERE name = 'event'"], capture_output=True, text=True, check=True
        ).stdout
        # .import gives text for empty fields, which a STRICT table refuses: the same columns without STRICT and checks.
        columns = subprocess.run(
            ["sqlite3", every, "SELECT group_concat(name) FROM pragma_table_info('event')"], capture_output=True, text=True, check=True
        ).stdout.strip()
        assert "event" in schema
        target = folder / "import.db"
        target.unlink(missing_ok=True)
        subprocess.run(["sqlite3", target, f"PRAGMA journal_mode=OFF; CREATE TABLE event({columns})"], check=True, stdout=subprocess.DEVNULL)
        imported, import_peak = run(
            ["sqlite3", "-cmd", "PRAGMA synchronous=OFF", "-cmd", "PRAGMA journal_mode=OFF", "-cmd", ".mode csv", target, f".import {rows} event"])
        count = subprocess.run(["sqlite3", every, "SELECT count(*) FROM event"], capture_output=True, text=True, check=True).stdout.strip()
        print(f"{size:.0f} MB, {int(count):,} rows when every line is kept\n")
        print(f"{'':28}{'seconds':>9}{'MB/s':>9}{'peak MB':>9}{'x .import':>11}")
        for name, seconds, peak in (
            ("ingest, events only", fast, fast_peak), ("ingest --keep all", keep, keep_peak), ("sqlite3 .import", imported, import_peak),
        ):
            print(f"{name:28}{seconds:9.2f}{size / seconds:9.0f}{peak:9.0f}{imported / seconds:11.2f}")
        good = imported / keep >= 1 and imported / fast >= 8 and max(fast_peak, keep_peak) < 128
        every.unlink()
        rows.unlink()
        good = flooded(options, here, log, folder / "flood.db") and good
        if options.check and not good:
            sys.exit("bench: a floor is missed")
    finally:
        if options.dir is None:
            shutil.rmtree(folder, ignore_errors=True)


main()
