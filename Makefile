# make run    from nothing to payments that went through
# make test   from nothing to every test

CONFIGURATION ?= release
SWIFT_FLAGS := -c $(CONFIGURATION)
GIRO := .build/$(CONFIGURATION)/giro

.PHONY: run test build format lint clean

run:
	scripts/setup
	swift build $(SWIFT_FLAGS) --product giro
	$(GIRO) demo

test:
	scripts/setup test
	$(MAKE) lint
	swift build $(SWIFT_FLAGS) --build-tests
	PATH="$(CURDIR)/.build/python/bin:$$PATH" swift test $(SWIFT_FLAGS) --skip-build --no-parallel

build:
	scripts/setup
	swift build $(SWIFT_FLAGS)

format:
	swift format format --in-place --recursive --parallel Package.swift Sources Tests

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

clean:
	swift package clean
