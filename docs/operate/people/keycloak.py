#!/usr/bin/python3
"""A realm as Keycloak exports it, users included, becomes a file for `sallyport import people`:

    python3 keycloak.py realm.json "Example BV" > people.json

Users without an email address cannot log in here and are left out; so is who is disabled. Where organisations are
groups or attributes there, let organisation_of() say so.
"""
import base64
import json
import sys
import urllib.parse


def organisation_of(_user):
    return sys.argv[2]


def person(user):
    credentials = {credential["type"]: credential for credential in reversed(user.get("credentials", []))}
    row = {"organisation": organisation_of(user), "email": user["email"], "first_name": user.get("firstName", ""),
           "last_name": user.get("lastName", ""), "language": user.get("attributes", {}).get("locale", [""])[0]}
    if "password" in credentials:
        row["password_hash"] = {name: credentials["password"][name] for name in ("secretData", "credentialData")}
    if "otp" in credentials:
        secret, made = (json.loads(credentials["otp"][name]) for name in ("secretData", "credentialData"))
        value = secret["value"]
        # Without a word about it, the secret is the text itself, which Keycloak shows to apps as base32.
        if made.get("secretEncoding") != "BASE32":
            value = base64.b32encode(value.encode()).decode()
        row["totp_secret"] = f"otpauth://{made['subType']}/app?" + urllib.parse.urlencode(
            {"secret": value, "algorithm": made["algorithm"].removeprefix("Hmac"), "digits": made["digits"],
             "period": made["period"]})
        row["totp_name"] = credentials["otp"].get("userLabel") or ""
    return row


with open(sys.argv[1], encoding="utf-8") as realm:
    users = json.load(realm)["users"]
json.dump([person(user) for user in users if user.get("enabled") and user.get("email")], sys.stdout, indent=1)
