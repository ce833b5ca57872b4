"""Findings in the words of the program that holds the data: its variables, its batches, its dataset."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Mapping
from dataclasses import replace

from lstmdoctor.core.data_file import is_target
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.sharding import is_path
from lstmdoctor.data.live.look import Fed
from lstmdoctor.live.callers import CallSite
from lstmdoctor.live.element_faults import Names, dataset_words
from lstmdoctor.live.spoken_help import spoken_help
from lstmdoctor.records import frozen_record

UNBATCHED = {
    "tf.data": "{variable} = {dataset}.batch(32)",
    "DataLoader": "DataLoader(rows, batch_size=32)",
    "grain": "{variable} = {dataset}.batch(32)",
}
"""What makes batches of elements, by what hands them out."""
OF_LABELS = "LD7"
LONE_Y = re.compile(r"\by\b")
MEMBER_OF_Y = re.compile(r"""\by\[(\d+|'[^']*'|"[^"]*")\]""")
Y_IS = re.compile(r"\by = (?=[\[{])")


@frozen_record
class Speech:
    """What a program calls the things that findings speak of.

    Parameters
    ----------
    fed : Fed
    variables : mapping
        Input to the variable of its array; under "" that of data which is for no input alone.
    site : CallSite
    names : tuple of str
        The parameters of data and labels.
    labels : str
        The expression of the labels.
    """

    fed: Fed
    variables: Mapping[str, str]
    site: CallSite
    names: Names
    labels: str


def spoken_finding(finding: Finding, speech: Speech) -> Finding:
    """A finding that says of which batch it is, and speaks of arguments and variables of the program."""
    fed, help_ = speech.fed, finding.help
    where = f" ({fed.where})" if fed.where else ""
    if not is_path(fed.x):  # a file is cured on the command line, whoever asks
        help_ = spoken_help(help_, speech.variables.get(finding.input or "", "x"))
    if finding.fault.code.startswith(OF_LABELS) and not fed.kind and not is_path(fed.y):
        help_ = spoken_labels(help_, speech)
    said = replace(finding, message=f"{finding.message}{where}", help=help_)
    if fed.kind in UNBATCHED and finding.fault.code == "LD203":
        dataset, variable = dataset_words(speech.site, speech.names)
        batched = UNBATCHED[fed.kind].format(dataset=dataset, variable=variable)
        return replace(said, help=f"batch it: {batched}", remedy="option")
    if fed.kind and finding.fault.code == "LD705":  # other batches may hold other classes
        return replace(said, help=finding.fault.cure.help)
    return said


def spoken_labels(text: str, speech: Speech) -> str:
    """A sentence about ``y`` as one about the variable of the labels, or about what the call writes out."""
    own = {key: speech.site.expressions.get(f"{speech.names[1]}[{key!r}]") for key in members_of_labels(text)}
    if own and None not in own.values():
        written = MEMBER_OF_Y.sub(lambda found: str(own[literal_eval(found[1])]), text)
        return Y_IS.sub("", written)
    return LONE_Y.sub(lambda _: speech.labels, text) if is_target(speech.labels) else text


def members_of_labels(text: str) -> list[int | str]:
    """The keys in ``y[0]``, ``y["price"]``."""
    return [literal_eval(found[1]) for found in MEMBER_OF_Y.finditer(text)]
