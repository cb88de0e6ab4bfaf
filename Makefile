# make demo · make test · make bench · make install PREFIX=/usr/local
PREFIX ?= /usr/local
SAMPLE := samples/apecloud-mysql-switchover-refused
APT := pkg-config libsqlite3-dev libarchive-dev libssl-dev

.PHONY: demo build test lint bench install system-libraries

# Builds what is needed and prints the post-mortem of a real story.
demo: build
	@"$$(swift build --show-bin-path)/debrief" report $(SAMPLE)/input -o postmortem.md
	@cat postmortem.md

build: system-libraries
	swift build --product debrief

test: system-libraries
	swift test

lint:
	swift format lint --strict -r Sources Tests Package.swift

# 500 MB of logs, MB/s and memory beside `sqlite3 .import`; BENCH="--megabytes 50" for a quick look.
bench: system-libraries
	swift build -c release --product debrief
	python3 Tests/Benchmark/bench.py "$$(swift build -c release --show-bin-path)/debrief" $(BENCH)
	python3 Tests/Benchmark/scale.py "$$(swift build -c release --show-bin-path)/debrief"

install: system-libraries
	swift build -c release --product debrief
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 0755 "$$(swift build -c release --show-bin-path)/debrief" "$(DESTDIR)$(PREFIX)/bin/debrief"

# SQLite, libarchive and libcrypto come from the system; nothing is installed that is there already.
system-libraries:
	@if [ "$$(uname)" = Darwin ]; then \
	  brew list libarchive >/dev/null 2>&1 || brew install libarchive; \
	elif ! pkg-config --exists sqlite3 libarchive libcrypto 2>/dev/null; then \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $(APT); \
	fi
