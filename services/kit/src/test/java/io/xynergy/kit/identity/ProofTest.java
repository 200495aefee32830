package io.xynergy.kit.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of proofs and of their keys, and the example of docs/HTTP.md. */
final class ProofTest {

    /** The key of RFC 8032, 7.1, test 1. */
    static final SigningKey KEY =
            new SigningKey(
                    "example",
                    Instant.parse("2026-01-31T12:00:00Z"),
                    base64("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
                    base64("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

    static final String LINES =
            """
            X-Xynergy-User: ann@acme.example
            X-Xynergy-Tenant: acme
            X-Xynergy-Roles: admin,sales%20eu
            X-Xynergy-Issuer: corp
            """
                    .replace("\n", "\r\n");

    private static final long EXPIRES = 1_800_000_000;

    private static final String SIGNATURE =
            "jo_twKJX-qvPD-bhl104Uvx-BFnEPcKOGyvnbLu36jezwLeGZhQwLqrk250586QqbKCmgN4grDQP6oYnZUvUDg";

    private static String base64(String hex) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(hex));
    }

    @Test
    void theExampleOfTheDocumentHolds() throws IOException {
        assertThat(Files.readString(Path.of("../../docs/HTTP.md")))
                .contains("\nX-Xynergy-Proof: v1;kid=example;exp=1800000000;sig=" + SIGNATURE)
                .contains(LINES.replace("\r", ""))
                .contains("`" + KEY.x() + "`");
        byte[] text = Proof.text("example", EXPIRES, LINES.getBytes(US_ASCII));
        assertThat(new String(text, US_ASCII))
                .isEqualTo("X-Xynergy-Proof: v1;kid=example;exp=1800000000\r\n" + LINES);

        byte[] signature = SigningKey.sign(KEY.privateKey(), text);

        assertThat(new Proof("example", EXPIRES, signature).value())
                .isEqualTo("v1;kid=example;exp=1800000000;sig=" + SIGNATURE);
        assertThat(KEY.publicPart().open().hasSigned(text, signature)).isTrue();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var proof = new Proof("a-b_9", 1, new byte[64]);
        assertThat(Proof.read(proof.value())).isEqualTo(proof);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "v1;kid=a;exp=1",
                "v1;exp=1;kid=a;sig=S",
                "v1;kid=a;exp=1;sig=S;x=1",
                "v1;kid=a;exp=1;sig=S ",
                " v1;kid=a;exp=1;sig=S",
                "v1; kid=a; exp=1; sig=S",
                "v1;kid=;exp=1;sig=S",
                "v1;kid=a.b;exp=1;sig=S",
                "v1;kid=a;exp=;sig=S",
                "v1;kid=a;exp=0;sig=S",
                "v1;kid=a;exp=01;sig=S",
                "v1;kid=a;exp=-1;sig=S",
                "v1;kid=a;exp=1.5;sig=S",
                "v1;kid=a;exp=1234567890123;sig=S",
                "v1;kid=a;exp=1;sig=SS",
                "v1;kid=a;exp=1;sig=S=",
                "v1;kid=a;kid=a;exp=1;sig=S",
                "V1;KID=a;EXP=1;SIG=S",
                "v1;kid=a;exp=1;sig=N",
            })
    void allOtherFormsAreRefused(String form) {
        String zeros = "A".repeat(86);
        String value = form.replace("S", zeros).replace("N", "A".repeat(85) + "B");
        assertThat(Proof.read(value)).isEqualTo(ProofFault.MALFORMED);
        assertThat(Proof.read("v1;kid=a;exp=1;sig=" + zeros)).isInstanceOf(Proof.class);
    }

    @Test
    void anotherVersionIsNamedSo() {
        assertThat(Proof.read("v2;kid=a")).isEqualTo(ProofFault.VERSION);
        assertThat(Proof.read("v11;kid=a")).isEqualTo(ProofFault.VERSION);
        assertThat(Proof.read("w1;kid=a")).isEqualTo(ProofFault.MALFORMED);
    }

    @Test
    void documentsOfKeysAreReadAsTheyWereWritten() {
        SigningKey other = SigningKey.generate(Instant.EPOCH, new SecureRandom());
        List<SigningKey> keys = List.of(KEY, other);
        String document = KeyDocument.ofPrivate(keys);
        assertThat(KeyDocument.readPrivate(document.getBytes(UTF_8))).isEqualTo(keys);

        List<PublicKeyEntry> entries = List.of(KEY.publicPart(), other.publicPart());
        String published = KeyDocument.ofPublic(entries);
        assertThat(KeyDocument.readPublic(published.getBytes(UTF_8))).isEqualTo(entries);
        assertThat(published).doesNotContain(KEY.d()).doesNotContain("\"d\"");
        assertThat(KEY.toString()).doesNotContain(KEY.d());
    }

    @Test
    void aServiceTakesNoPrivateKey() {
        String document = KeyDocument.ofPrivate(List.of(KEY));
        assertThatThrownBy(() -> KeyDocument.readPublic(document.getBytes(UTF_8)))
                .hasMessageContaining("private")
                .message()
                .doesNotContain(KEY.d());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"keys\":[]}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AA\",\"e\":\"AQAB\"}]}",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":\"AAAA\"}]}",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a b\",\"x\":\"AAAA\"}]}",
                "not even JSON {",
            })
    void documentsWithoutKeysAreRefused(String document) {
        assertThatThrownBy(() -> KeyDocument.readPublic(document.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPublicPartOfAnotherKeyIsNoticed() {
        SigningKey other = SigningKey.generate(Instant.EPOCH, new SecureRandom());
        var mixed = new SigningKey("mixed", Instant.EPOCH, other.x(), KEY.d());
        assertThatThrownBy(mixed::privateKey)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mixed");
    }
}
