#!/usr/bin/env python3
"""Mistreat the labelled cases and see whether the diagnosis keeps its word.

usage: robustness.py BINARY CORPUS... [--only TEXT] [--tests NAMES] [--jobs N] [--splits N] [--min-ablation R] [--min-same R] [--min-high R] [--min-shift R] [-v]

ablation     takes evidence away: each input file in turn, each log cut at 25, 50 and 75 %, each line that a finding cites. A root
             of high confidence that is neither the labelled one nor an accepted or contributing cause counts as confidently wrong.
metamorphic  changes what must not matter: names and order of the files, a layer around each log, a file split in two, a source
             given twice, an unrelated cluster mixed in. The incidents, outcomes and causes must stay the same.
calibration  counts how often a root is right by its confidence, over the cases as they are and with evidence taken away. Right is
             the labelled root or one that is accepted for it; a cause that contributes is not.
shift        moves all clocks of one log by 7 s, -3 s and an hour. Where events tell how that clock stands to another (the report's
             `clocks`), the diagnosis must stay the same; elsewhere nobody can see the shift, and it is only counted.

Prints a line for each breach, a table of the confidences and the shares; exits 1 when a --min is missed.
"""
import argparse
import concurrent.futures as cf
import datetime
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

ARCHIVES = (".zip", ".gz", ".tgz", ".zst", ".xz", ".tar")


def diagnose(binary, folder):
    p = subprocess.run([binary, "report", "--format", "json", str(folder)], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    if p.returncode == 65:
        return {"incidents": []}
    if p.returncode not in (0, 2):
        raise RuntimeError(f"exit {p.returncode}: {p.stderr.decode(errors='replace')[-300:]}")
    return json.loads(p.stdout)


def files(folder):
    return sorted(p for p in folder.rglob("*") if p.is_file())


def is_text(path):
    return not path.name.endswith(ARCHIVES)


def looks_like_log(path):
    """Many records, a line each: not one document that is broken when cut."""
    lines = path.read_text(errors="replace").splitlines()
    return len(lines) > 8 and not lines[0].startswith(("apiVersion", "{", "[", "Name:", "NAME", "LAST")) or path.suffix == ".log"


class Variant:
    """One way to mistreat a case: `change` edits a copy of the input in place."""

    def __init__(self, name, change):
        self.name, self.change = name, change


def ablations(source, incidents):
    for path in files(source):
        relative = path.relative_to(source)
        yield Variant(f"without {relative}", lambda d, r=relative: (d / r).unlink())
        if is_text(path) and looks_like_log(path):
            for share in (25, 50, 75):
                yield Variant(f"{relative} cut at {share} %", lambda d, r=relative, s=share: cut(d / r, s))
    cited = {(e["source"], e["line"]) for i in incidents for f in i["findings"] for e in f["evidence"] if "!" not in e["source"]}
    for name, line in sorted(cited, key=str):
        path = pathlib.Path(name)
        if not path.is_file() or not is_text(path) or source not in path.parents:
            continue
        relative = path.relative_to(source)
        yield Variant(f"{relative} without line {line}", lambda d, r=relative, n=line: drop(d / r, n))


def cut(path, share):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) * share // 100]))


def drop(path, number):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: number - 1] + lines[number:]))


def metamorphoses(source, splits):
    logs = [p.relative_to(source) for p in files(source) if is_text(p) and looks_like_log(p)]
    yield Variant("files renamed", rename)
    for path in logs:
        if b"\x1b" not in (source / path).read_bytes():
            yield Variant(f"{path} from compose", lambda d, r=path: compose(d / r))
    for path in logs[:4] if splits == 3 else logs:
        for number in range(splits):
            share = 100 * (number + 1) / (splits + 1)
            yield Variant(f"{path} split at {share:g} %", lambda d, r=path, s=share: split(d / r, s))
    for path in [p.relative_to(source) for p in files(source) if is_text(p) and is_table(p)][:4]:
        yield Variant(f"table {path} split", lambda d, r=path: split(d / r, 50))
    for path in [p.relative_to(source) for p in files(source)]:
        yield Variant(f"{path} twice", lambda d, r=path: shutil.copy(d / r, (d / r).parent / ("zz-again-" + (d / r).name)))
    yield Variant("an unrelated cluster mixed in", stranger)
    yield Variant("an unrelated KubeBlocks cluster mixed in", kubernetes_stranger)


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MONTH = "(?:" + "|".join(MONTHS) + ")"
# Stamps as logs write them, longest first: ISO (zap, lorry, postgres, codis with slashes), redis with and without a year, syslog, glog.
STAMPS = [
    (r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d", ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")),
    (rf"\b\d\d {MONTH} \d{{4}} \d\d:\d\d:\d\d", ("%d %b %Y %H:%M:%S",)),
    (rf"\b\d\d {MONTH} \d\d:\d\d:\d\d", ("%d %b %H:%M:%S",)),
    (rf"\b{MONTH} \d\d \d\d:\d\d:\d\d", ("%b %d %H:%M:%S",)),
    (r"(?<=^[IWEF])\d{4} \d\d:\d\d:\d\d", ("%m%d %H:%M:%S",)),
    (r"(?<=^[IWEF])\d{8} \d\d:\d\d:\d\d", ("%Y%m%d %H:%M:%S",)),
]
ANY_STAMP = re.compile("|".join(f"({pattern})" for pattern, _ in STAMPS), re.M)


def shift(path, seconds):
    """Moves every stamp; what a line says besides stays as it is."""
    def moved(match):
        text = match.group(0)
        for form in STAMPS[match.lastindex - 1][1]:
            leap = "%Y" not in form and "%y" not in form
            try:
                at = datetime.datetime.strptime(("2024 " if leap else "") + text, ("%Y " if leap else "") + form)
            except ValueError:
                continue
            try:
                return (at + datetime.timedelta(seconds=seconds)).strftime(form)
            except OverflowError:
                return text
        return text
    content = path.read_text(errors="surrogateescape")
    path.write_text(ANY_STAMP.sub(moved, content), errors="surrogateescape")


def shifts(source, report):
    """Each log with stamps, and whether another source anchors its clock."""
    anchored = {name for pair in report.get("clocks", []) for name in (pair["source"], pair["other"])}
    for path in files(source):
        if not is_text(path) or not looks_like_log(path) or not ANY_STAMP.search(path.read_text(errors="replace")):
            continue
        relative = path.relative_to(source)
        for seconds in (7, -3, 3600):
            variant = Variant(f"{relative} {seconds:+} s", lambda d, r=relative, s=seconds: shift(d / r, s))
            variant.anchored = str(path) in anchored
            yield variant


def rename(folder):
    """New names in another order; endings stay, for they tell archives apart."""
    paths = files(folder)
    random.Random(7).shuffle(paths)
    for number, path in enumerate(paths):
        path.rename(folder / f"f{number:03}-{number * 7919 % 1000:03}{''.join(path.suffixes[-2:])}")


def compose(path):
    """The same lines the way `docker compose logs` shows them: a layer that brings no time of its own."""
    lines = path.read_bytes().splitlines()
    if lines and (lines[0].startswith((b'{"log"', b"[pod/")) or b" | " in lines[0]):
        return
    path.write_bytes(b"".join(b"service-1  | " + line + b"\n" for line in lines))


def is_table(path):
    """Rows below column names, two of them at least."""
    lines = path.read_text(errors="replace").splitlines()
    return len(lines) > 2 and lines[0].startswith(("NAME ", "NAMESPACE ", "LAST SEEN "))


def split(path, share):
    lines = path.read_bytes().splitlines(keepends=True)
    half = max(1, int(len(lines) * share / 100))
    path.write_bytes(b"".join(lines[:half]))
    path.with_name(path.stem + ".part2" + path.suffix).write_bytes(b"".join(lines[half:]))


STRANGER = """9999:X 01 Jan 2020 00:00:00.000 # +monitor master unrelated-zz 192.0.2.1 6379 quorum 2
9999:X 01 Jan 2020 00:00:00.001 * +slave slave 192.0.2.2:6379 192.0.2.2 6379 @ unrelated-zz 192.0.2.1 6379
9999:X 01 Jan 2020 00:05:00.001 # +sdown sentinel aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 192.0.2.3 26379 @ unrelated-zz 192.0.2.1 6379
"""


KUBERNETES_STRANGER = """\
NAME              NAMESPACE   CLUSTER        COMPONENT   STATUS    ROLE        ACCESSMODE   CREATED-TIME
unrelated-zz-pg-0   zz        unrelated-zz   pg          Running   primary     ReadWrite    Jan 02,2020 15:04 UTC+0000
unrelated-zz-pg-1   zz        unrelated-zz   pg          Running   secondary   Readonly     Jan 02,2020 15:04 UTC+0000
"""


def stranger(folder):
    (folder / "unrelated.log").write_text(STRANGER)


def kubernetes_stranger(folder):
    (folder / "a-unrelated.txt").write_text(KUBERNETES_STRANGER)


def gist(incidents):
    return sorted(
        (str(i["cluster"]), i["kind"], i["outcome"], str(i["root_cause"]),
         tuple(sorted((f["cause"], f["verdict"]) for f in i["findings"] if f["verdict"] != "ruled-out")))
        for i in incidents
    )


def labelled(expected, cluster):
    """The roots that are right for a cluster; for one the evidence does not name any more, those of the case."""
    own = [e for e in expected.get("incidents") or [] if e["cluster"] == cluster] or expected.get("incidents") or []
    return {cause for e in own for cause in [e["root_cause"], *(e.get("acceptable") or [])]}


def calibration(expected, incidents, name):
    return [("calibration", f"{f['confidence']} {name}", None if f["cause"] in labelled(expected, i["cluster"]) else f"root {f['cause']}")
            for i in incidents for f in i["findings"] if f["verdict"] == "root"]


def accepted(expected):
    causes = {}
    for e in expected.get("incidents") or []:
        causes.setdefault(e["cluster"], set()).update([e["root_cause"], *(e.get("acceptable") or []), *(e.get("contributing") or [])])
    return causes


def run_case(binary, case, tests, splits):
    source = (case / "input").resolve()
    expected = yaml.safe_load((case / "expected.yaml").read_text())
    rows = []
    try:
        report = diagnose(binary, source)
        plain = report["incidents"]
    except (RuntimeError, subprocess.TimeoutExpired) as e:
        return [("crash", "plain", str(e))]
    causes = accepted(expected)
    rows += calibration(expected, plain, "plain")
    for test, variants in (("ablation", lambda: ablations(source, plain)), ("metamorphic", lambda: metamorphoses(source, splits)),
                           ("shift", lambda: shifts(source, report))):
        if test not in tests:
            continue
        for variant in variants():
            with tempfile.TemporaryDirectory() as work:
                copy = pathlib.Path(work) / "input"
                shutil.copytree(source, copy)
                for p in [copy, *copy.rglob("*")]:
                    p.chmod(0o755 if p.is_dir() else 0o644)
                variant.change(copy)
                try:
                    got = diagnose(binary, copy)["incidents"]
                except (RuntimeError, subprocess.TimeoutExpired) as e:
                    rows.append(("crash", variant.name, str(e)))
                    continue
            if test != "ablation":
                kind = test if getattr(variant, "anchored", True) else "unseen"
                same = gist(got) == gist(plain)
                rows.append((kind, variant.name, None if same else f"{difference(plain, got)}"))
            else:
                wrong = [f for i in got for f in i["findings"] if f["verdict"] == "root" and f["confidence"] == "high"
                         and f["cause"] not in set().union(*causes.values(), set())]
                rows.append((test, variant.name, f"confidently {', '.join(f['cause'] for f in wrong)}" if wrong else None))
                rows += calibration(expected, got, variant.name)
    return rows


def difference(plain, got):
    before, after = gist(plain), gist(got)
    return f"{[b for b in before if b not in after]} -> {[a for a in after if a not in before]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("corpus", nargs="+", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--tests", default="ablation,metamorphic,shift")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--splits", type=int, default=3, help="at how many places each log is split (3: of four logs a case)")
    parser.add_argument("--min-ablation", type=float, default=0)
    parser.add_argument("--min-same", type=float, default=0)
    parser.add_argument("--min-high", type=float, default=0)
    parser.add_argument("--min-shift", type=float, default=0)
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    cases = sorted(p.parent.resolve() for c in options.corpus for p in c.rglob("expected.yaml") if options.only in str(p.parent))
    good, total, crashes = {}, {}, 0
    with cf.ThreadPoolExecutor(options.jobs) as pool:
        for case, rows in zip(cases, pool.map(lambda c: run_case(binary, c, options.tests.split(","), options.splits), cases)):
            for test, name, breach in rows:
                if test == "crash":
                    crashes += 1
                else:
                    if test == "calibration":
                        test = name.split()[0]
                    total[test] = total.get(test, 0) + 1
                    good[test] = good.get(test, 0) + (breach is None)
                if breach and test != "unseen" or options.v:
                    print(f"{test} {case.parent.name}/{case.name}: {name}: {breach or 'right'}")
    rate = lambda t: good.get(t, 0) / total[t] if total.get(t) else 1.0
    print(f"\nablation: {good.get('ablation', 0)} of {total.get('ablation', 0)} without a confidently wrong root  {rate('ablation'):.2%}")
    print(f"metamorphic: {good.get('metamorphic', 0)} of {total.get('metamorphic', 0)} unchanged  {rate('metamorphic'):.2%}")
    print(f"shift: {good.get('shift', 0)} of {total.get('shift', 0)} unchanged where another clock anchors the log  {rate('shift'):.2%}; "
          f"{good.get('unseen', 0)} of {total.get('unseen', 0)} where nothing does")
    print("\nconfidence  roots  right   share")
    for confidence in ("high", "medium", "low"):
        print(f"{confidence:10} {total.get(confidence, 0):6} {good.get(confidence, 0):6}  {rate(confidence):6.1%}")
    if crashes:
        print(f"crashes: {crashes}")
    sys.exit(crashes > 0 or rate("ablation") < options.min_ablation or rate("metamorphic") < options.min_same
             or rate("high") < options.min_high or rate("shift") < options.min_shift)


main()
