package io.xynergy.gateway.auth;

import java.util.concurrent.CompletableFuture;

/** What came of one look at a token. */
sealed interface Verification permits VerifiedToken, Refusal, Verification.KeysNeeded {

    /**
     * It can be judged only with keys that are being fetched.
     *
     * @param fetched completes, normally, when that has succeeded or failed
     */
    record KeysNeeded(CompletableFuture<Void> fetched) implements Verification {}
}
