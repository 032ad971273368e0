"""What ships inside each Lambda, and what step code works with.

    from runtime import dynamodb, mysql, secrets

    with mysql.connect(shop) as db:
        rows = db.read("orders", where="order_date = %s", args=[day])
        dynamodb.table(staging).write(rows, columns=db.columns("orders"))

`handler` and `codec` stand around a step's call; `secrets`, `mysql`, `dynamodb`, `payloads`, `logs` and `invocation`
are for use inside it. Standard library at import; botocore and pymysql on first use. `runtime.local` never ships.
"""
