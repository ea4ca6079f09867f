"""Reads settlement events from Kafka with a client of another language.

Usage: read_settlements.py BROKERS REGISTRY_URL EXPECTED [SECONDS]

Prints one JSON line per TransferSettled event and ends when it has EXPECTED of them, or with status 1 when
SECONDS (60 by default) have passed. Money is a whole number of minor units (1 peso = 100).
"""

import json
import sys
import time
import uuid

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

TOPIC = "riel.transfers.v1"


def main() -> int:
    brokers, registry_url, expected = sys.argv[1], sys.argv[2], int(sys.argv[3])
    deadline = time.monotonic() + (float(sys.argv[4]) if len(sys.argv) > 4 else 60.0)
    deserialise = AvroDeserializer(SchemaRegistryClient({"url": registry_url}))
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": f"settlements-{uuid.uuid4()}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([TOPIC])
    seen = 0
    try:
        while seen < expected and time.monotonic() < deadline:
            message = consumer.poll(0.5)
            if message is None or message.error() is not None:
                continue
            # The header tells the type, so that other events need no decoding.
            headers = {name: value.decode() for name, value in message.headers() or []}
            if headers.get("ce_type") != "riel.TransferSettled":
                continue
            event = deserialise(message.value(), SerializationContext(TOPIC, MessageField.VALUE))
            print(
                json.dumps(
                    {
                        "eventId": headers["ce_id"],
                        "transferId": event["transferId"],
                        "rail": event["rail"],
                        "amount": str(event["amount"]),
                        "currency": event["currency"],
                    }
                ),
                flush=True,
            )
            seen += 1
    finally:
        consumer.close()
    return 0 if seen == expected else 1


if __name__ == "__main__":
    sys.exit(main())
