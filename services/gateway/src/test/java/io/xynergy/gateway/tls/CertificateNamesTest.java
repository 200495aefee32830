package io.xynergy.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a certificate names (RFC 9525). */
class CertificateNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
                    # names of the certificate      | addresses   | server            | what is wrong
                    a.example                       |             | a.example         | none
                    A.Example                       |             | a.eXample         | none
                    b.example a.example             |             | a.example         | none
                    *.example.com                   |             | a.example.com     | none
                    *.EXAMPLE.com                   |             | a.example.com     | none
                    xn--bcher-kva.example           |             | xn--bcher-kva.example | none
                    a_b.example                     |             | a_b.example       | none
                    a.example                       | 192.0.2.1   | 192.0.2.1         | none
                                                    | 2001:db8:0:0:0:0:0:1 | 2001:db8::1 | none
                    b.example                       |             | a.example         | is for b.example, not for a.example
                    a.example                       |             | b.a.example       | is for a.example, not for b.a.example
                    *.example.com                   |             | a.b.example.com   | is for *.example.com, not for a.b.example.com
                    *.example.com                   |             | example.com       | is for *.example.com, not for example.com
                    # a star is a whole first label, and not before a top-level domain
                    a*.example.com                  |             | ab.example.com    | names no host
                    *a.example.com                  |             | ba.example.com    | names no host
                    a.*.example.com                 |             | a.b.example.com   | names no host
                    *.*.example.com                 |             | a.b.example.com   | names no host
                    *                               |             | example           | names no host
                    *.com                           |             | example.com       | names no host
                    # an address is no name and a name no address
                    192.0.2.1                       |             | 192.0.2.1         | names no IP address
                    *.0.2.1                         |             | 192.0.2.1         | names no IP address
                    a.example                       | 192.0.2.2   | 192.0.2.1         | is for 192.0.2.2, not for 192.0.2.1
                                                    | 192.0.2.1   | a.example         | names no host
                                                    |             | a.example         | names no host
                                                    |             | 192.0.2.1         | names no IP address
                    a b c d e                       |             | f                 | is for a, b, c and 2 more, not for f
                    """)
    void decidesByItsNamesAlone(
            @Nullable String names,
            @Nullable String addresses,
            String server,
            @Nullable String wrong) {
        String problem = CertificateNames.problem(list(names), list(addresses), server);

        if (wrong == null) {
            assertThat(problem).isNull();
        } else {
            assertThat(problem).startsWith(wrong);
        }
    }

    private static List<String> list(@Nullable String names) {
        return names == null ? List.of() : List.of(names.split(" "));
    }
}
