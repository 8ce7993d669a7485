"""What Replicate's Python client makes of a sandbox; printed as JSON. Arguments: the sandbox, a version's ID."""

import io
import json
import sys

import replicate

origin, version = sys.argv[1:]
client = replicate.Client(base_url=origin)
account = client.accounts.current()
hardware = client.hardware.list()
created = client.models.create("acme", "made", visibility="private", hardware="cpu")
listed = client.models.list()
found = client.models.search("hotdog")
versions = client.models.get("acme", "hotdog").versions.list()
output = client.run(f"acme/hotdog:{version}", input={"text": "Ada"}, use_file_output=False)
predictions = client.predictions.list()
file = client.files.create(io.BytesIO(b"hi"))
client.files.delete(file.id)
client.deployments.create(
    name="live",
    model="acme/hotdog",
    version=version,
    hardware="cpu",
    min_instances=0,
    max_instances=1,
)
deployment = client.deployments.get("acme/live")
collections = client.collections.list()
trainings = client.trainings.list()
print(
    json.dumps(
        {
            "account": account.username,
            "hardware": len(hardware),
            "created": created.name,
            "listed": [model.name for model in listed.results],
            "found": [model.name for model in found.results],
            "versions": [one.id for one in versions.results],
            "output": output,
            "predictions": len(predictions.results),
            "deployed": deployment.current_release.version,
            "none": len(collections.results) + len(trainings.results),
        }
    )
)
