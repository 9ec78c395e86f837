"""Writes events.tfevents with TensorBoard's own writer: pip install tensorboard, then python events.py."""
import pathlib

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

Value = Summary.Value
events = [
    Event(wall_time=1700000000.25, file_version="brain.Event:2"),
    Event(wall_time=1700000001.5, step=1, summary=Summary(value=[Value(tag="train_loss", simple_value=0.1)])),
    Event(
        wall_time=1700000002.5,
        step=2**33 + 300,
        summary=Summary(
            value=[
                Value(tag="train_loss", simple_value=float("inf")),
                Value(tag="lambda_max λ " + 150 * "x", simple_value=-2.5e-30),
            ]
        ),
    ),
]
with open(pathlib.Path(__file__).with_name("events.tfevents"), "wb") as file:
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
