"""The catalogue: one module per fault, its docstring its page.

A module has ``FAULT`` and ``find(case)``. To add a fault, write the module and add its line to `CHECKS`,
which is in the order of the codes. A fault that only an error message can show has a module without findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from lstmdoctor.checks import (
    batch_size,
    code_in_model,
    complex,
    constant_feature,
    does_not_fit,
    dtype_cast,
    empty_sequence,
    extra_axis,
    feature_count,
    flattened_sequences,
    fractional_ids,
    id_out_of_range,
    ids_without_embedding,
    keras_version,
    label_broadcast,
    label_count,
    label_encoding,
    label_range,
    label_shape,
    label_values,
    left_padding,
    list_of_sequences,
    mask_collision,
    mask_value,
    misnamed_input,
    missing_batch_axis,
    missing_feature_axis,
    missing_input,
    missing_time_axis,
    negative_id,
    nested_lists,
    no_recurrent_layer,
    no_samples,
    not_finite,
    not_numeric,
    object_dtype,
    padding_waste,
    ragged_sequences,
    sample_count,
    samples_as_timesteps,
    split_batch,
    stateful_order,
    swapped_axes,
    time_major,
    timesteps,
    too_short,
    unknown_input,
    unknown_input_shape,
    unmasked_padding,
    unscaled,
    unwindowed_series,
    vectors_into_embedding,
    zeroed_data,
)
from lstmdoctor.findings import Case, Fault, Finding


class Check(Protocol):
    """What a module in this folder has."""

    FAULT: Fault

    def find(self, case: Case) -> Iterable[Finding]:
        """The findings of this one fault; none for what is healthy."""


CHECKS: tuple[Check, ...] = (
    list_of_sequences,
    nested_lists,
    missing_input,
    unknown_input,
    misnamed_input,
    sample_count,
    no_samples,
    not_numeric,
    object_dtype,
    missing_feature_axis,
    missing_time_axis,
    missing_batch_axis,
    extra_axis,
    flattened_sequences,
    unwindowed_series,
    swapped_axes,
    time_major,
    split_batch,
    feature_count,
    does_not_fit,
    ragged_sequences,
    timesteps,
    empty_sequence,
    unmasked_padding,
    mask_value,
    mask_collision,
    left_padding,
    padding_waste,
    too_short,
    batch_size,
    stateful_order,
    not_finite,
    zeroed_data,
    complex,
    dtype_cast,
    constant_feature,
    unscaled,
    id_out_of_range,
    negative_id,
    fractional_ids,
    vectors_into_embedding,
    ids_without_embedding,
    label_count,
    label_shape,
    label_broadcast,
    label_encoding,
    label_range,
    label_values,
    unknown_input_shape,
    keras_version,
    code_in_model,
    no_recurrent_layer,
    samples_as_timesteps,
)
