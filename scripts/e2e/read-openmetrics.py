"""Reads OpenMetrics expositions, one JSON string a line, with the strict parser of prometheus_client.

Answers a line of JSON for each: its families with their samples, or what the parser said against it.
"""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families


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
    return {"name": family.name, "type": family.type, "unit": family.unit, "samples": samples}


for line in sys.stdin:
    try:
        answer = {"families": [family_of(f) for f in text_string_to_metric_families(json.loads(line))]}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
