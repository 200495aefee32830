package io.xynergy.gateway.auth;

/** Why a token is not believed; the description is for its bearer and tells nothing else. */
enum TokenFault {
    TOO_LONG("the token is too long"),
    MALFORMED("the token is malformed"),
    TYPE("the token is of another type"),
    CRITICAL("the token has extensions that are not understood"),
    ALGORITHM("the token's algorithm is not accepted"),
    ISSUER("the token's issuer is not accepted"),
    AUDIENCE("the token is for another audience"),
    CLIENT("the token was not issued to an accepted client"),
    EXPIRED("the token has expired"),
    NOT_YET_VALID("the token is not valid yet"),
    SUBJECT("the token has no valid subject"),
    NO_TENANT("the token names no tenant"),
    TENANT("the token's tenant is not accepted"),
    CLAIM("a claim in the token is not valid"),
    KEY("the token's key is not known"),
    SIGNATURE("the token's signature is wrong");

    private final String description;

    TokenFault(String description) {
        this.description = description;
    }

    /** In plain ASCII, without quotes (RFC 6750, 3). */
    String description() {
        return description;
    }
}
