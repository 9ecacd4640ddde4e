#!/usr/bin/env bash
# Builds the real peers of the end-to-end checks from the Go module proxy, once, into a folder outside
# the repository: Prometheus 3 with promtool, and an OpenTelemetry Collector with the parts we check against. Beside
# them it puts Python's prometheus_client, whose parser of OpenMetrics is the strictest there is.
# Prints the folder of the Python package and, as its last line, that of the binaries. A second run with the same versions does nothing.
#
#   CARDLINK_TOOLS   where the binaries go (default: ~/.cache/cardlink-observability/tools)
set -euo pipefail

prometheus_version=v0.314.0
collector_version=v0.155.0
client_python_version=0.22.1
here=$(cd "$(dirname "$0")" && pwd)
tools=${CARDLINK_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/cardlink-observability/tools}
bin=$tools/prometheus-$prometheus_version-collector-$collector_version
mkdir -p "$bin"

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
  mv "$work/out/promtool" "$work/out/prometheus" "$bin/"
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
  mv "$work/out/otelcol" "$bin/"
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

client_python=$bin/client-python-$client_python_version
[ -d "$client_python" ] || obtain_client_python >&2
[ -x "$bin/prometheus" ] && [ -x "$bin/promtool" ] || build_prometheus >&2
[ -x "$bin/otelcol" ] || build_collector >&2
echo "$client_python"
echo "$bin"
