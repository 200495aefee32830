package io.xynergy.policy;

/** Every way in which a policy can be wrong, with the words that say so. */
public enum Rule {
    // the document
    TLS_NAME("a name with an underscore cannot be asked for in TLS (RFC 6066)"),
    TOO_LARGE("the document has more than %s bytes, which is what this process has room for"),
    NOT_UTF_8("not UTF-8: the byte %s does not belong here"),
    SYNTAX("not YAML: %s"),
    EMPTY_DOCUMENT("the document is empty"),
    SEVERAL_DOCUMENTS("a second document begins here; a file holds one policy"),
    TOO_DEEP("nested deeper than %s levels"),
    TOO_MANY_NODES("more than %s values, counting every use of an alias"),
    UNKNOWN_ALIAS("no anchor %s before this alias"),
    TAG("the tag %s is not supported; write the plain value"),
    KEY_NOT_TEXT("a key must be text"),
    DUPLICATE_KEY("the same key is already in line %s"),
    MERGE_KEY("merge keys (<<) are not supported; write the fields out or use an alias"),
    LONE_SURROGATE("half of a surrogate pair is not a character"),

    // fields and types
    UNKNOWN_FIELD("unknown field %s%s (fields here: %s)"),
    MISSING_FIELD("this field is required"),
    WRONG_TYPE("expected %s, found %s%s"),
    NOT_ONE_OF("expected one of %s, found %s%s"),
    LEADING_ZERO("%s has a leading zero, which YAML 1.1 reads as octal; leave the zero out"),
    NUMBER_TOO_LARGE("the number %s is out of range"),

    // any field
    API_VERSION("expected %s, found %s"),
    KIND("expected %s, found %s"),
    NAME(
            "%s is not a name: 1 to %s lower-case letters, digits and hyphens, with a letter or"
                    + " digit at both ends"),
    OBJECT_NAME(
            "%s is not the name of a Secret or ConfigMap: 1 to 253 lower-case letters, digits, - and"
                    + " ., with a letter or digit at both ends"),
    OBJECT_KEY("%s is not a key of a Secret or ConfigMap: 1 to 253 letters, digits, -, _ and ."),
    DUPLICATE_NAME("the name %s is already taken by %s"),
    DUPLICATE_ITEM("%s is in the list already"),
    TOO_FEW("at least one entry is needed"),
    TOO_MANY("%s entries; at most %s are allowed"),
    TOO_LONG("%s characters; at most %s are allowed"),
    EMPTY_TEXT("the text must not be empty"),
    OUT_OF_RANGE("%s is out of range: from %s to %s"),
    MIN_OVER_MAX("%s %s is greater than %s %s"),
    EXACTLY_ONE("needs exactly one of %s; it has %s"),
    AT_MOST_ONE("takes only one of %s; it has %s"),
    AT_LEAST_ONE("at least one of %s is needed"),
    NEEDS("%s needs %s"),
    ONLY_WITH("has an effect only with %s; set that or leave this out"),

    // addresses and names on the wire
    UPSTREAM_URL("%s is not the address of an upstream: %s"),
    UNSPOKEN_SCHEME(
            "%s is refused: HTTP/2 is not spoken to upstreams yet; write http:// or https://"),
    WEB_URL("%s must be an %s URL, such as %s, with a host and without user, query or fragment%s"),
    KEYS_URL(
            "%s must be an https URL, such as https://id.example.com/keys, with a host and without"
                    + " user or fragment (http is taken at a loopback host)"),
    CIDR("%s %s"),
    HOST("%s is not a host: write a name such as api.example.com%s, without scheme, port and path"),
    ORIGIN("%s is not an origin: write scheme, host and optional port, as https://*.example.com"),
    CREDENTIALS_FOR_ALL("credentials must not be given to every origin; list the origins"),
    METHOD("%s is not a method; methods are tokens such as GET"),
    HEADER_NAME("%s is not a header name"),
    HEADER_VALUE("a header value must not contain %s"),
    RESERVED_HEADER("%s belongs to the connection or the message and cannot be edited%s"),
    OWN_HEADER(
            "%s is what the gateway alone tells services, and can be neither edited nor matched"),
    COUNTED_HEADER(
            "%s is written by the gateway or ends at it, so all clients would count as one; by: User"
                    + " or by: Tenant counts callers"),
    UPGRADE(
            "%s cannot be allowed: its requests would pass unchecked; name another protocol, such as"
                    + " websocket"),
    PROTOCOL("%s is not the name of a protocol: a token without a version, such as websocket"),
    DUPLICATE_HEADER("%s and %s are the same header"),
    MATCH_PATH("the path %s %s"),
    REGEX("%s is not a valid RE2 regular expression: %s"),
    REGEXES_TOO_LARGE(
            "with this one the policy's regular expressions exceed %s instructions in total (counted"
                    + " repetitions expanded)"),
    REPLACEMENT("%s cannot replace what the regex finds: %s"),
    SCOPE("%s is not a scope or role: visible ASCII without quotes and backslashes"),
    DEFAULT_CERTIFICATE("%s is already the default certificate"),
    VARIABLE_NAME("%s is not the name of an environment variable"),
    IMAGE("%s is not the reference of an image"),
    PROJECT("%s is not a Firebase project"),
    TENANT("%s is not a tenant, or the beginning of tenant names followed by a single *"),
    CURRENCY("%s is not a currency such as USD"),

    // references and what only makes sense together
    UNKNOWN_SERVICE("no service named %s%s"),
    CALLER("%s is not run by this policy, so its pods cannot be allowed in"),
    UNKNOWN_ISSUER("no issuer named %s%s"),
    UNKNOWN_ROUTE("no route named %s%s"),
    NOBODY_CAN_PASS("auth is Required, but nobody could pass: %s"),
    OVERLAP("overlap %s must be shorter than rotateEvery %s"),
    NO_WEIGHT("the weights are all 0, so no service would get a request"),
    REDIRECT_STATUS("%s is not a redirect: use 301, 302, 303, 307 or 308"),
    REDIRECT_TO_ITSELF(
            "would redirect every request of %s to its own URL; change scheme, host, port or path"),
    PREFIX_WITHOUT_PREFIX("can replace only a path prefix, but %s has none"),
    CACHE_WITHOUT_IDENTITY("scope %s tells callers apart, but auth of this route is None"),
    CACHE_METHOD("%s cannot be cached; only GET and HEAD can"),
    PER_TRY_TIMEOUT("one try may take %s, but the whole request only %s");

    private final String template;

    Rule(String template) {
        this.template = template;
    }

    /** The words with the particulars put in. */
    public String message(Object... arguments) {
        return String.format(template, arguments);
    }

    /** The words with a {@code %s} for each particular. */
    public String template() {
        return template;
    }
}
