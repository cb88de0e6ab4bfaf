# make demo · make test · make bench · make install PREFIX=/usr/local
PREFIX ?= /usr/local
SAMPLE := samples/apecloud-mysql-switchover-refused
APT := pkg-config libsqlite3-dev libarchive-dev libssl-dev
# On Linux with Swift's own library inside: the program starts faster and runs where there is no Swift.
RELEASE := -c release --product debrief $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)
BINARY := "$$(swift build -c release --show-bin-path)/debrief"

.PHONY: demo build test lint bench install system-libraries

# Builds what is needed and prints the post-mortem of a real story. Not optimised: the first report comes in half the time,
# and `make test` goes on from here.
demo: system-libraries
	swift build --product debrief
	@"$$(swift build --show-bin-path)/debrief" report $(SAMPLE)/input -o postmortem.md
	@cat postmortem.md

build: system-libraries
	swift build $(RELEASE)

test: system-libraries
	swift test

lint:
	swift format lint --strict -r Sources Tests Package.swift

# Time to the first report; 500 MB of logs, MB/s and memory beside `sqlite3 .import`; a thousand incidents in one timeline.
# BENCH="--megabytes 50" for a quick look. Every floor is checked.
bench: build
	python3 Tests/Benchmark/start.py $(BINARY) --check
	python3 Tests/Benchmark/bench.py $(BINARY) --check $(BENCH)
	python3 Tests/Benchmark/scale.py $(BINARY) --check

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 0755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/debrief"

# SQLite, libarchive and libcrypto come from the system; nothing is installed that is there already.
system-libraries:
	@if [ "$$(uname)" = Darwin ]; then \
	  brew list libarchive >/dev/null 2>&1 || brew install libarchive; \
	elif ! pkg-config --exists sqlite3 libarchive libcrypto 2>/dev/null; then \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $(APT); \
	fi
