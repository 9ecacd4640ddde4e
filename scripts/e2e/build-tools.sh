#!/usr/bin/env bash
# Builds the real peers of the end-to-end checks from the Go module proxy, once, into a folder outside
# the repository: Prometheus 3 with promtool, and an OpenTelemetry Collector with the parts we check against. Beside
# them it puts Python's prometheus_client, whose parser of OpenMetrics is the strictest there is.
# Prints three folders, one a line: of the Python package, of Prometheus and of the Collector. A second run with the same
# versions and the same parts of the Collector (collector-builder.yaml) does nothing.
#
#   CARDLINK_TOOLS   where the binaries go (default: ~/.cache/cardlink-observability/tools)
set -euo pipefail

prometheus_version=v0.314.0
collector_version=v0.155.0
client_python_version=0.22.1
here=$(cd "$(dirname "$0")" && pwd)
tools=${CARDLINK_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/cardlink-observability/tools}
# Another list of parts makes another Collector, so the list is part of its folder's name.
parts=$(sha256sum "$here/collector-builder.yaml" | cut -c1-12)
prometheus=$tools/prometheus-$prometheus_version
collector=$tools/collector-$collector_version-$parts
client_python=$tools/client-python-$client_python_version
mkdir -p "$prometheus" "$collector"

if ! command -v go >/dev/null; then
  echo "build-tools: Go is needed to build Prometheus and the Collector; install it (https://go.dev/dl) and run this again" >&2
  exit 1
fi

build_prometheus() {
  local work
  work=$(mktemp -d)
  cd "$work"
  go mod init tools.invalid/prometheus >/dev/null 2>&1
  go get -tool \
    "github.com/prometheus/prometheus/cmd/promtool@$prometheus_version" \
    "github.com/prometheus/prometheus/cmd/prometheus@$prometheus_version"
  # Binaries are built beside their final name and moved, so that an interrupted build leaves none behind.
  go build -o "$work/out/" github.com/prometheus/prometheus/cmd/promtool github.com/prometheus/prometheus/cmd/prometheus
  mv "$work/out/promtool" "$work/out/prometheus" "$prometheus/"
  cd "$here"
  chmod -R u+w "$work" && rm -rf "$work"
}

build_collector() {
  local work
  work=$(mktemp -d)
  GOBIN="$work/bin" go install "go.opentelemetry.io/collector/cmd/builder@$collector_version"
  sed "s#OUTPUT_PATH#$work/collector#" "$here/collector-builder.yaml" > "$work/builder.yaml"
  # The builder's closing `go mod tidy` wants test modules that no proxy has; go.mod is complete by then.
  "$work/bin/builder" --skip-compilation --config "$work/builder.yaml" || true
  test -f "$work/collector/main.go" || { echo "build-tools: the Collector's builder wrote no sources" >&2; exit 1; }
  cd "$work/collector"
  GOFLAGS=-mod=mod go build -o "$work/out/otelcol" .
  mv "$work/out/otelcol" "$collector/"
  cd "$here"
  chmod -R u+w "$work" && rm -rf "$work"
}

obtain_client_python() {
  local work
  work=$(mktemp -d)
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$work/out" \
    "prometheus_client==$client_python_version"
  mv "$work/out" "$client_python"
  rm -rf "$work"
}

if ! command -v python3 >/dev/null; then
  echo "build-tools: Python 3 with pip is needed to read OpenMetrics strictly; install it and run this again" >&2
  exit 1
fi

[ -d "$client_python" ] || obtain_client_python >&2
[ -x "$collector/otelcol" ] || build_collector >&2
[ -x "$prometheus/prometheus" ] && [ -x "$prometheus/promtool" ] || build_prometheus >&2
printf '%s\n' "$client_python" "$prometheus" "$collector"
