package io.xynergy.gateway.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Says whether a private key is the one of a public key, by signing and verifying. */
final class KeyPairs {

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private KeyPairs() {}

    static boolean fit(PublicKey published, PrivateKey key) throws GeneralSecurityException {
        if (!published.getAlgorithm().equals(key.getAlgorithm()) || !isSameField(published, key)) {
            return false;
        }
        byte[] text = new byte[32];
        new SecureRandom().nextBytes(text);
        Signature signature = signature(key);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        Signature verified = signature(key);
        verified.initVerify(published);
        verified.update(text);
        try {
            return verified.verify(signed);
        } catch (GeneralSecurityException _) {
            return false; // of another size than the key has
        }
    }

    /**
     * Whether both compute with numbers of the same kind, without which verifying makes no sense.
     */
    private static boolean isSameField(PublicKey published, PrivateKey key) {
        if (published instanceof RSAKey one && key instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        if (published instanceof ECKey one && key instanceof ECKey other) {
            return one.getParams().getOrder().equals(other.getParams().getOrder());
        }
        return true;
    }

    private static Signature signature(PrivateKey key) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        if (algorithm.equals("RSASSA-PSS")) {
            AlgorithmParameterSpec own = ((RSAKey) key).getParams();
            signature.setParameter(own == null ? PSS : own);
        }
        return signature;
    }
}
