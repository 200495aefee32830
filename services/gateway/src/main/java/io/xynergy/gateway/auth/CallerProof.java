package io.xynergy.gateway.auth;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.kit.identity.Proof;
import java.util.concurrent.TimeUnit;

/** A signature over the identity lines of one caller, in the form in which requests need it. */
final class CallerProof {

    /** Bytes of memory, roughly. */
    static final int BYTES = 400;

    /** With less left, services whose clocks are ahead might refuse what waits on its way. */
    private static final long RESERVE_MILLIS = TimeUnit.SECONDS.toMillis(20);

    private static final long LIFE_MILLIS = TimeUnit.SECONDS.toMillis(Proof.LIFE_SECONDS);

    private final SigningKeys.Signer signer;
    private final byte[] line;
    private final long madeMillis;

    private CallerProof(SigningKeys.Signer signer, byte[] line, long madeMillis) {
        this.signer = signer;
        this.line = line;
        this.madeMillis = madeMillis;
    }

    /** Signs, which takes a part of a millisecond. */
    static CallerProof make(SigningKeys.Signer signer, byte[] lines, long nowMillis) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(nowMillis);
        long expires = seconds + Proof.LIFE_SECONDS;
        byte[] signature = signer.sign(Proof.text(signer.id(), expires, lines));
        String value = new Proof(signer.id(), expires, signature).value();
        return new CallerProof(
                signer,
                Ascii.bytes(Proof.HEADER + ": " + value + "\r\n"),
                TimeUnit.SECONDS.toMillis(seconds));
    }

    /** The line with its CR LF; shared, so not to be changed. */
    byte[] line() {
        return line;
    }

    /** Whether nothing has to be done: by the key in use, and not half of its life is over. */
    boolean isFresh(SigningKeys.Known keys, long nowMillis) {
        return signer == keys.signer() && isWithin(nowMillis, LIFE_MILLIS / 2);
    }

    /** Whether services take it. */
    boolean isUsable(SigningKeys.Known keys, long nowMillis) {
        return isWithin(nowMillis, LIFE_MILLIS - RESERVE_MILLIS) && keys.has(signer);
    }

    /** A clock that was set back makes proofs look young for long, and services refuse them. */
    private boolean isWithin(long nowMillis, long age) {
        return nowMillis >= madeMillis && nowMillis < madeMillis + age;
    }
}
