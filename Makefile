# Thin doors to the scripts. Each does its own set-up; a second run does none.
#   make song PROMPT="a lullaby an AI sings to a child" [ARGS="--seed 7"]
#   make test
.PHONY: song test build soak setup clean
.SILENT:
export PROMPT ARGS

song:
	scripts/song.sh

build:
	scripts/build.sh release

test:
	scripts/test.sh

soak:
	scripts/soak.sh

setup:
	scripts/setup.sh

clean:
	rm -rf build
