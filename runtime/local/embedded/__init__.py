"""The parts of AWS that run on this machine: Lambda processes, an embedded AWS, a private MariaDB.

with EmbeddedAws() as aws, LambdaHost(functions, environment=aws.environment) as host:
    host.invoke("export-orders", {"day": "2024-01-31"})
"""
