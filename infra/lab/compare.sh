#!/bin/sh
# Maps one generated CSV with us and with other tools, whole processes in turn, and writes what they took into docs/performance.md:
# infra/lab/compare.sh [--rounds 3] [--seed 1] [--slow-mb 50] [MB, 100 unless said].
# A tool that is neither here nor to be fetched is skipped, and said. What reads ten times slower gets the first 50 MB of the same file.
# Needs Linux and a JDK 17 or newer; of the others what there is: python3, node with npm, jq, mlr. Keeps its files in infra/lab/target/compare.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
here=$root/infra/lab/compare
work=$root/infra/lab/target/compare
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
rounds=3 seed=1 slow=50
while :; do
  case ${1:-} in
    --rounds) rounds=$2 ;;
    --seed) seed=$2 ;;
    --slow-mb) slow=$2 ;;
    *) break ;;
  esac
  shift 2
done
mb=${1:-100}
[ "$slow" -le "$mb" ] || slow=$mb
all=$(getconf _NPROCESSORS_ONLN)
mkdir -p "$work/classes"
cd "$root"

[ -e infra/cli/target/crossdock.jar ] && [ -d infra/lab/target/classes/dev ] ||
  ./mvnw -q -B -DskipTests package -pl infra/cli,infra/lab -am
lab="infra/lab/target/classes:infra/cli/target/lib/*"
# As ./crossdock starts a mapping, which also looks whether it has to be built.
ours="$java -XX:+UseParallelGC -XX:MaxNewSize=256m -Xshare:auto -jar infra/cli/target/crossdock.jar map"

data() {
  [ -e "$work/$1.csv" ] || "$java" -cp "$lab" dev.crossdock.infra.lab.Comparison data "$work/$1.csv" "$2" "$seed"
}
data "products-$mb-$seed" "$mb"
data "products-$slow-$seed" "$slow"
in=$work/products-$mb-$seed.csv
less=$work/products-$slow-$seed.csv

peers=$work/peers.tsv
: > "$peers"
peer() { # name, input, command with {in} and {out}
  out=$work/out-$(wc -l < "$peers" | tr -d ' ').ndjson
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$out" "$(echo "$3" | sed "s#{in}#$2#g; s#{out}#$out#g")" >> "$peers"
}
skipped() { echo "skipped: $1" >&2; }
has() { command -v "$1" > /dev/null 2>&1; }

peer "crossdock map, 1 thread" "$in" "$ours {in} --map $here/product.jsonata --threads 1 --out {out}"
[ "$all" -lt 2 ] || peer "crossdock map, $all threads" "$in" "$ours {in} --map $here/product.jsonata --threads $all --out {out}"

duck=2.0.0.1
if [ -e "$work/duckdb/duckdb_jdbc-$duck.jar" ] ||
  ./mvnw -q -B -N dependency:copy -Dartifact=org.duckdb:duckdb_jdbc:$duck -DoutputDirectory="$work/duckdb" > "$work/duckdb.log" 2>&1; then
  "${java}c" -d "$work/classes" "$here/Duck.java"
  for threads in 1 "$all"; do
    peer "DuckDB ${duck%.*} (SQL), threads: $threads" "$in" \
      "$java -cp '$work/classes:$work/duckdb/*' Duck $here/product.sql {in} {out} $threads"
  done
else
  skipped "DuckDB: org.duckdb:duckdb_jdbc:$duck could not be fetched, see $work/duckdb.log"
fi

if has python3; then
  with=$(python3 -c 'import orjson; print("orjson", orjson.__version__)' 2> /dev/null || echo json)
  peer "$(python3 --version), csv and $with" "$in" "python3 $here/product.py {in} {out}"
else
  skipped "Python: there is no python3"
fi

if has mlr; then
  peer "$(mlr --version | sed 's/^mlr/Miller/')" "$less" "mlr --icsv --ojsonl -S put -f $here/product.mlr {in} > {out}"
else
  skipped "Miller: there is no mlr"
fi

if has jq; then
  texts=$work/products-$slow-$seed.ndjson
  [ -e "$texts" ] || $ours "$less" --out "$texts"
  peer "$(jq --version), reads the same records as NDJSON" "$texts" "jq -c -f $here/product.jq {in} > {out}"
else
  skipped "jq: there is no jq"
fi

if has node && has npm; then
  mkdir -p "$work/node"
  cp "$here/node/package.json" "$here/node/product.mjs" "$work/node"
  if [ -d "$work/node/node_modules/jsonata" ] || (cd "$work/node" && npm install --silent --no-audit --no-fund > "$work/node.log" 2>&1); then
    peer "node $(node --version), csv-parse and jsonata" "$less" "node $work/node/product.mjs $here/product.jsonata {in} {out}"
  else
    skipped "node: npm could not fetch csv-parse and jsonata, see $work/node.log"
  fi
else
  skipped "node: there is no node with npm"
fi

if [ -e "$work/camel/done" ] ||
  ./mvnw -q -B -f "$here/camel/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/camel" > "$work/camel.log" 2>&1; then
  : > "$work/camel/done"
  "${java}c" -cp "$work/camel/*" -d "$work/classes" "$here/Camel.java"
  peer "Camel 4.17, csv and jsonata" "$less" "$java -cp '$work/classes:$work/camel/*' Camel $here/product.jsonata {in} {out}"
else
  skipped "Camel: org.apache.camel 4.17 could not be fetched, see $work/camel.log"
fi

"$java" -cp "$lab" dev.crossdock.infra.lab.Comparison run "$peers" "$rounds" docs/performance.md "a map over $mb MB of CSV"
