# The front door. `make` alone says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

JOBS ?= $(shell nproc)

# A compiler cache where there is one; nothing needs it.
ifneq ($(shell command -v ccache),)
export CMAKE_C_COMPILER_LAUNCHER ?= ccache
export CMAKE_CXX_COMPILER_LAUNCHER ?= ccache
export CCACHE_SLOPPINESS ?= pch_defines,time_macros,include_file_mtime,include_file_ctime
endif

# The thread sanitizer does not bear shuffled addresses; where they cannot be switched off we try without.
UNSHUFFLED := $(shell setarch -R true 2>/dev/null && echo setarch -R)

CTEST := ctest -j$(JOBS) --output-on-failure --no-tests=error

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z][a-z-]*):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

.PHONY: setup
setup: ## install what building, testing and checking needs (Debian 12), and the commit hook
	@tools/setup.sh
	@if git rev-parse --git-dir >/dev/null 2>&1 && [ -z "$$(git config core.hooksPath)" ]; then \
	  git config core.hooksPath tools/hooks; fi

.PHONY: packages-to-build packages
packages-to-build:
	@tools/setup.sh build
packages:
	@tools/setup.sh

build/build.ninja: CMakePresets.json | packages-to-build
	cmake --preset release
build-sanitize/build.ninja: CMakePresets.json | packages
	cmake --preset sanitize
build-fuzz/build.ninja: CMakePresets.json | packages
	cmake --preset fuzz
build-thread/build.ninja: CMakePresets.json | packages
	cmake --preset thread

.PHONY: build
build: packages-to-build build/build.ninja ## build the programs: build/sallyport and build/pocketctl
	ninja -C build -j$(JOBS) sallyport pocketctl

.PHONY: run
run: build ## start the portal on this machine with sample data; letters appear in run/mail/
	@tools/run.sh

.PHONY: test
test: packages build/build.ninja ## build everything and run all tests
	ninja -C build -j$(JOBS) all headers
	$(CTEST) --test-dir build
	@$(MAKE) --no-print-directory test-browser
	@$(MAKE) --no-print-directory test-outside

.PHONY: test-browser
test-browser: packages build ## the tests in a real browser
	@if [ -x tests/browser/run.sh ]; then tests/browser/run.sh; else echo "no browser tests here"; fi

.PHONY: test-outside
test-outside: packages build ## the program met from outside: behind nginx and HAProxy, by slow and by ambiguous clients
	@tests/outside/run.py

# 200,000 steps are a minute or two; SALLYPORT_WALK_STEPS=10000000 make walk is an evening.
.PHONY: walk
walk: export SALLYPORT_WALK_STEPS ?= 200000
walk: packages build/build.ninja ## walk the portal at random beside a model, 200,000 steps
	ninja -C build -j$(JOBS) walk_tests
	printf '%s\n' First Second Third Fourth | xargs -P $(JOBS) -I {} build/tests/walk_tests --gtest_filter='C1.*{}Quarter'

.PHONY: plants
plants: packages build/build.ninja ## plant mistakes in a copy of the source; the walk must find each (PLANTS="a b": only these)
	ninja -C build -j$(JOBS) walk_tests
	@tests/walk/plant.sh $(PLANTS)

.PHONY: test-scanners
test-scanners: packages build ## what wapiti, sqlmap and testssl find, at the door and signed in: ten minutes
	@SALLYPORT_AT_LENGTH=1 tests/outside/run.py scanners

# Unit tests and stories. At length all others too but three that look at the program itself, not at the
# sanitizer's (how long it takes, what it leaves in memory, the source), and one that gives it a library of its own
# (libfaketime), before which the sanitizer's must come.
SANITIZED := base kit core site features app stories pocketctl
SANITIZED_TESTS := -L '^($(subst $(eval) ,|,$(SANITIZED)))(-concurrency)?$$'
ifdef SALLYPORT_AT_LENGTH
SANITIZED_TESTS := -LE '^(timing|lint)$$' -E '^faults.(secrets|clock)_test$$'
endif

.PHONY: test-sanitize
test-sanitize: packages build-sanitize/build.ninja ## unit tests and stories with g++ and the address and undefined-behaviour sanitizers
	ninja -C build-sanitize -j$(JOBS) $(if $(SALLYPORT_AT_LENGTH),all,$(SANITIZED:=_tests))
	UBSAN_OPTIONS=print_stacktrace=1 $(CTEST) --test-dir build-sanitize $(SANITIZED_TESTS)

.PHONY: test-thread
test-thread: packages ## the tests of several threads at once, with the thread sanitizer
	cmake --preset thread
	$(UNSHUFFLED) ninja -C build-thread -j$(JOBS) concurrency_tests
	$(UNSHUFFLED) $(CTEST) --test-dir build-thread -L concurrency

.PHONY: power-cuts
power-cuts: export SALLYPORT_POWER_CUTS ?= 2000
power-cuts: export SALLYPORT_KILLS ?= 20
power-cuts: packages build/build.ninja ## cut the power 2,000 times, kill the program 20 times: nothing acknowledged may be lost
	ninja -C build -j$(JOBS) power_tests sallyport
	build/tests/power_tests
	tests/power/kill_loop.py build/sallyport

.PHONY: fuzz
fuzz: packages build-fuzz/build.ninja ## run every fuzz target for FUZZ_SECONDS (60) from its corpus on
	ninja -C build-fuzz -j$(JOBS) fuzz_targets
	@tests/fuzz/run.sh

# SALLYPORT_AT_LENGTH: `make test` then lets the scanners in too.
.PHONY: test-all
test-all: export RC_PARAMS ?= max_success=10000
test-all: export SALLYPORT_AT_LENGTH := 1
test-all: export SALLYPORT_WALK_STEPS ?= 2000000
test-all: export SALLYPORT_POWER_CUTS ?= 50000
test-all: export SALLYPORT_KILLS ?= 300
test-all: lint test test-sanitize test-thread walk plants power-cuts fuzz ## everything, at length
	@tools/tidy.sh --all

.PHONY: lint
lint: packages ## form, rules of the source, missing texts
	@tools/lint.sh

.PHONY: tidy
tidy: packages build/build.ninja ## clang-tidy over what differs from main; `make tidy ALL=1` over everything
	@tools/tidy.sh $(if $(ALL),--all)

.PHONY: format
format: packages ## put all C++ into form
	@find src tests pocketctl -name node_modules -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print0 2>/dev/null \
	  | xargs -0 -r clang-format-19 -i

.PHONY: docs
docs: build ## write the pages of docs/ that come from the program
	@tools/docs.sh

.PHONY: pictures
pictures: packages build ## take the pictures of the README anew
	@tools/pictures.sh

.PHONY: figures
figures: packages build ## measure what docs/figures.md says, and write it
	@tools/figures.sh

.PHONY: bench
bench: packages build/build.ninja ## measure how fast it is, ten minutes, into docs/figures.md (BENCH="signin page": only these)
	ninja -C build -j$(JOBS) sallyport bench
	@build/tests/bench $(BENCH)

.PHONY: clean
clean: ## remove what was built; run/ stays
	rm -rf build build-sanitize build-thread build-fuzz out
