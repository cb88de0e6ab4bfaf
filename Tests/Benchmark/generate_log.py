#!/usr/bin/env python3
"""Write a synthetic Redis server and Sentinel log: mostly chatter, a failover every so often.

usage: generate_log.py FILE MEGABYTES [flood]

With `flood` it is the log of a replica that cannot reach its primary and tries 25,000 times a second.

The mix follows busy servers: background saves and their fork lines, client and replica chatter, and once every 50,000 lines
a complete failover as one sentinel and one server tell it. Times run forward, two to three lines a millisecond at most.
"""
import datetime
import sys

CHATTER = [
    "{p}:M {t} * 10000 changes in 60 seconds. Saving...",
    "{p}:M {t} * Background saving started by pid {n}",
    "{n}:C {t} * DB saved on disk",
    "{n}:C {t} * Fork CoW for RDB: current {m} MB, peak {m} MB, average {m} MB",
    "{p}:M {t} * Background saving terminated with success",
    "{p}:M {t} - Accepted 10.20.{a}.{b}:{n}",
    "{p}:M {t} - Client closed connection id={n} addr=10.20.{a}.{b}:{n} laddr=10.20.0.1:6379 fd={a} name= age=2 idle=0",
    "{p}:M {t} - DB 0: {n} keys (0 volatile) in {n} slots HT.",
    "{p}:M {t} . {m} clients connected (2 replicas), {n} bytes in use",
    "{p}:M {t} * Background AOF rewrite finished successfully",
    "{p}:M {t} * Residual parent diff successfully flushed to the rewritten AOF (0.{m} MB)",
    "{p}:X {t} * Sentinel new configuration saved on disk",
]
FAILOVER = [
    "{p}:S {t} # Connection with master lost.",
    "{p}:S {t} * Connecting to MASTER 10.20.0.1:6379",
    "{p}:S {t} # Error condition on socket for SYNC: Connection refused",
    "{x}:X {t} # +sdown master cache 10.20.0.1 6379",
    "{x}:X {t} # +odown master cache 10.20.0.1 6379 #quorum 2/2",
    "{x}:X {t} # +new-epoch {e}",
    "{x}:X {t} # +try-failover master cache 10.20.0.1 6379",
    "{x}:X {t} # +vote-for-leader ff26cde2cd53681b2e8029491b148b45082ca589 {e}",
    "{x}:X {t} # +elected-leader master cache 10.20.0.1 6379",
    "{x}:X {t} # +selected-slave slave 10.20.0.2:6379 10.20.0.2 6379 @ cache 10.20.0.1 6379",
    "{p}:M {t} * MASTER MODE enabled (user request from 'id=7 addr=10.20.0.9:4242 fd=10 name=sentinel-ff26cde2-cmd cmd=exec')",
    "{x}:X {t} # +promoted-slave slave 10.20.0.2:6379 10.20.0.2 6379 @ cache 10.20.0.1 6379",
    "{x}:X {t} # +failover-end master cache 10.20.0.1 6379",
    "{x}:X {t} # +switch-master cache 10.20.0.1 6379 10.20.0.2 6379",
]

TRY = [
    "16399:S {t} * Connecting to MASTER 10.20.0.1:6379",
    "16399:S {t} * MASTER <-> REPLICA sync started",
    "16399:S {t} # Error condition on socket for SYNC: Connection refused",
]
TRIES_A_SECOND = 25_000


def flood(path, limit):
    start, second, tries, written = datetime.datetime(2025, 4, 2), 0, 0, 0
    with open(path, "w", buffering=1 << 20) as out:
        while written < limit:
            stamp = (start + datetime.timedelta(seconds=second)).strftime("%d %b %Y %H:%M:%S.")
            per_milli = TRIES_A_SECOND // 1000
            block = "".join(
                ("\n".join(TRY).format(t=stamp + "%03d" % milli) + "\n") * per_milli for milli in range(1000))
            out.write(block)
            second += 1
            tries += TRIES_A_SECOND
            written += len(block)
    print(f"{path}: {written / 1e6:.0f} MB, {tries:,} tries")


def main():
    path, megabytes = sys.argv[1], int(sys.argv[2])
    if sys.argv[3:] == ["flood"]:
        return flood(path, megabytes * 1_000_000)
    start = datetime.datetime(2025, 4, 2)
    second, stamp, epoch, line, written = -1, "", 0, 0, 0
    limit = megabytes * 1_000_000
    with open(path, "w", buffering=1 << 20) as out:
        while written < limit:
            block = []
            for _ in range(10_000):
                micros = line * 400
                if micros // 1_000_000 != second:
                    second = micros // 1_000_000
                    stamp = (start + datetime.timedelta(seconds=second)).strftime("%d %b %Y %H:%M:%S.")
                now = stamp + "%03d" % (micros // 1000 % 1000)
                place = line % 50_000
                if place < len(FAILOVER):
                    epoch += place == 0
                    text = FAILOVER[place].format(p=4242, x=77, t=now, e=epoch)
                else:
                    text = CHATTER[line * 7 % len(CHATTER)].format(
                        p=4242, t=now, n=line % 60_000, m=line % 900, a=line % 250, b=line % 240)
                block.append(text)
                line += 1
            text = "\n".join(block) + "\n"
            out.write(text)
            written += len(text)
    print(f"{path}: {written / 1e6:.0f} MB, {line:,} lines")


main()
