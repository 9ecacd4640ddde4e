"""Reads expositions, one JSON string a line, with a parser of prometheus_client, and answers a line of JSON for each:
its families with their samples, or what the parser said against it.

    read-exposition.py text          that of the text format 0.0.4
    read-exposition.py openmetrics   the strict one of OpenMetrics
"""

import json
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics_parser

PARSERS = {
    "text": parser.text_string_to_metric_families,
    "openmetrics": openmetrics_parser.text_string_to_metric_families,
}


def exemplar_of(sample):
    exemplar = sample.exemplar
    return exemplar and {"labels": exemplar.labels, "value": repr(float(exemplar.value))}


def family_of(family):
    samples = [
        {
            "name": sample.name,
            "labels": sample.labels,
            "value": repr(float(sample.value)),
            "exemplar": exemplar_of(sample),
        }
        for sample in family.samples
    ]
    return {
        "name": family.name,
        "type": family.type,
        "unit": family.unit,
        "help": family.documentation,
        "samples": samples,
    }


parse = PARSERS[sys.argv[1]]
for line in sys.stdin:
    try:
        answer = {"families": [family_of(family) for family in parse(json.loads(line))]}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
