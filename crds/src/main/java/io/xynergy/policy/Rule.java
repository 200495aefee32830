package io.xynergy.policy;

/** Every way in which a policy can be wrong, with the words that say so. */
public enum Rule {
    // the document
    TOO_LARGE("the document has %s bytes; at most %s are read"),
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
    WRONG_TYPE("expected %s, found %s"),
    NOT_ONE_OF("expected one of %s, found %s%s"),
    LEADING_ZERO("%s has a leading zero, which YAML 1.1 reads as octal; leave the zero out"),
    NUMBER_TOO_LARGE("the number %s is out of range");

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
