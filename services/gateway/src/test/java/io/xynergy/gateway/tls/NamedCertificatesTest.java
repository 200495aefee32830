package io.xynergy.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificate a client is shown. */
class NamedCertificatesTest {

    private final ServerCertificate edge = named("prime256v1", "edge.example");
    private final ServerCertificate one = named("secp384r1", "one.example", "*.shop.example");
    private final ServerCertificate two = named("secp521r1", "a.shop.example", "one.example");
    private final ServerCertificate rsa = named("rsa", "a.shop.example", "*.b.shop.example");
    private final NamedCertificates all = new NamedCertificates(List.of(edge, one, two, rsa));

    /** A certificate of the test's files, as if it were for these hosts. */
    private static ServerCertificate named(String file, String... hosts) {
        try {
            ServerCertificate read = ServerCertificate.read(path(file + "-cert"), path(file));
            return new ServerCertificate(read.chain(), read.key(), Set.of(hosts));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(
                                    NamedCertificatesTest.class.getResource(
                                            "/certificates/" + name + ".pem"))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable String chosen(@Nullable String host, String keyType) {
        ServerCertificate found = all.choose(host, keyType);
        return found == null ? null : found.toString().replace("CN=", "");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            textBlock =
                    """
                    none,              EC,    prime256v1
                    none,              RSA,   none
                    edge.example,      EC,    prime256v1
                    unknown.example,   EC,    prime256v1
                    localhost,         EC,    prime256v1
                    one.example,       EC,    secp384r1
                    x.one.example,     EC,    prime256v1
                    a.shop.example,    EC,    secp521r1
                    a.shop.example,    RSA,   rsa
                    c.shop.example,    EC,    secp384r1
                    c.shop.example,    RSA,   none
                    shop.example,      EC,    prime256v1
                    x.c.shop.example,  EC,    prime256v1
                    x.b.shop.example,  RSA,   rsa
                    x.b.shop.example,  EC,    none
                    .shop.example,     EC,    prime256v1
                    *.shop.example,    EC,    secp384r1
                    """)
    void theMostSpecificNameDecidesAndThenTheKindOfKey(
            @Nullable String host, String keyType, @Nullable String expected) {
        assertThat(chosen(host, keyType)).isEqualTo(expected);
    }

    @Test
    void aSecondKindOfKeyForTheDefaultIsTheDefaultToo() {
        var pair =
                new NamedCertificates(
                        List.of(
                                named("prime256v1", "edge.example", "www.edge.example"),
                                named("rsa", "www.edge.example", "edge.example"),
                                named("pss", "edge.example")));

        assertThat(pair.choose(null, "EC")).isNotNull();
        assertThat(pair.choose("unknown.example", "RSA")).isNotNull();
        assertThat(pair.choose(null, "RSASSA-PSS")).isNull();
        assertThat(pair.choose("edge.example", "RSASSA-PSS")).isNotNull();
    }

    @Test
    void aCertificateWithoutNamesIsOnlyADefault() {
        var bare = new NamedCertificates(List.of(named("prime256v1")));

        assertThat(bare.choose(null, "EC")).isNotNull();
        assertThat(bare.choose("one.example", "EC")).isNotNull();
        assertThat(bare.choose("one.example", "RSA")).isNull();
    }
}
