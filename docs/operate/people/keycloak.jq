# A realm as Keycloak exports it, users included, becomes a file for `sallyport import people`:
#
#     jq --arg organisation "Example BV" -f keycloak.jq realm.json > people.json
#
# Users without an email address cannot log in here and are left out; so is what is disabled.
[ .users[]
  | select(.enabled and (.email // "") != "")
  | (.credentials // []) as $credentials
  | ([$credentials[] | select(.type == "password")][0]) as $password
  | ([$credentials[] | select(.type == "otp")][0]) as $otp
  | { organisation: $organisation,
      email: .email,
      first_name: (.firstName // ""),
      last_name: (.lastName // ""),
      language: ((.attributes.locale // [""])[0]) }
  + (if $password then
       { password_hash: ($password | { secretData, credentialData }) }
     else {} end)
  + (if $otp then
       ($otp.credentialData | fromjson) as $made
       # The secret is the text itself, which Keycloak shows to apps as base32.
       | { totp_secret: ("otpauth://\($made.subType)/app?secret=\($otp.secretData | fromjson | .value | @base32)"
             + "&algorithm=\($made.algorithm | ltrimstr("Hmac"))&digits=\($made.digits)&period=\($made.period)"),
           totp_name: ($otp.userLabel // "") }
     else {} end)
]
