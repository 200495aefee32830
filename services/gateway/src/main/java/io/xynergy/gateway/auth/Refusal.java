package io.xynergy.gateway.auth;

import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that does not pass: what the client is told, and what it has to bring. */
public final class Refusal implements Verdict, Verification {

    private static final byte[] NO_CHALLENGE = {};

    /** The route wants a token and there is none; no error code, as nothing was tried. */
    static final Refusal MISSING =
            new Refusal(
                    new Failure(FailureKind.UNAUTHENTICATED, "there is no bearer token"),
                    challenge(""));

    /** The same of a route that takes API keys, alone or beside tokens. */
    static final Refusal MISSING_KEY =
            new Refusal(
                    new Failure(FailureKind.UNAUTHENTICATED, "there is no API key"), challenge(""));

    static final Refusal MISSING_BOTH =
            new Refusal(
                    new Failure(
                            FailureKind.UNAUTHENTICATED,
                            "there is neither a bearer token nor an API key"),
                    challenge(""));

    static final Refusal SEVERAL_AUTHORIZATIONS =
            invalidRequest("there is more than one Authorization header");

    static final Refusal SEVERAL_KEYS = invalidRequest("there is more than one X-Api-Key header");

    static final Refusal SEVERAL_CREDENTIALS =
            invalidRequest("there are two credentials, in Authorization and in X-Api-Key");

    static final Refusal KEY_UNKNOWN = key("the key is unknown, or was revoked");

    static final Refusal KEY_MALFORMED = key("the key has not the form of one");

    static final Refusal KEYS_NOT_TAKEN = key("the route takes no API keys");

    static final Refusal EMPTY_TOKEN = invalidRequest("there is no token after Bearer");

    /** The token may be good: who sends it should come again. */
    static final Refusal TOO_MANY =
            new Refusal(
                    new Failure(FailureKind.OVERLOADED, "too many tokens wait to be verified"),
                    NO_CHALLENGE);

    /** The caller is known, and nothing would prove that to a service. */
    static final Refusal NO_PROOF =
            new Refusal(
                    new Failure(FailureKind.OVERLOADED, "too many callers wait to be signed"),
                    NO_CHALLENGE);

    private static final Map<TokenFault, Refusal> FAULTS = new EnumMap<>(TokenFault.class);

    static {
        for (TokenFault fault : TokenFault.values()) {
            String text = fault.description();
            String challenge = " error=\"invalid_token\", error_description=\"" + text + "\"";
            var failure = new Failure(FailureKind.INVALID_TOKEN, text);
            FAULTS.put(fault, new Refusal(failure, challenge(challenge), fault));
        }
    }

    private final Failure failure;
    private final byte[] challenge;
    private final @Nullable TokenFault fault;

    private Refusal(Failure failure, byte[] challenge) {
        this(failure, challenge, null);
    }

    private Refusal(Failure failure, byte[] challenge, @Nullable TokenFault fault) {
        this.failure = failure;
        this.challenge = challenge;
        this.fault = fault;
    }

    /** Whose fault it is, and what the client is told. */
    public Failure failure() {
        return failure;
    }

    /**
     * The line {@code WWW-Authenticate} with its CR LF (RFC 6750, 3); empty where none belongs.
     * Shared, so not to be changed.
     */
    public byte[] challenge() {
        return challenge;
    }

    /** What is wrong with the token; null if it is not the token. */
    @Nullable TokenFault fault() {
        return fault;
    }

    /** A token that is not believed. */
    static Refusal of(TokenFault fault) {
        Refusal refusal = FAULTS.get(fault);
        if (refusal == null) {
            throw new IllegalStateException("no refusal for " + fault);
        }
        return refusal;
    }

    /** The issuer's keys cannot be had, so nothing is known about the token. */
    static Refusal unavailable(String detail) {
        return new Refusal(new Failure(FailureKind.ISSUER_UNAVAILABLE, detail), NO_CHALLENGE);
    }

    /** The caller is known and may not; the scopes are what the token would have to carry. */
    static Refusal forbidden(String detail, List<String> scopes) {
        String wanted = scopes.isEmpty() ? "" : ", scope=\"" + String.join(" ", scopes) + "\"";
        return new Refusal(
                new Failure(FailureKind.FORBIDDEN, detail),
                challenge(" error=\"insufficient_scope\"" + wanted));
    }

    private static Refusal key(String text) {
        return new Refusal(
                new Failure(FailureKind.INVALID_API_KEY, text),
                challenge(" error=\"invalid_token\", error_description=\"" + text + "\""));
    }

    private static Refusal invalidRequest(String text) {
        return new Refusal(
                new Failure(FailureKind.BAD_AUTHORIZATION, text),
                challenge(" error=\"invalid_request\", error_description=\"" + text + "\""));
    }

    private static byte[] challenge(String parameters) {
        return ("WWW-Authenticate: Bearer" + parameters + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
