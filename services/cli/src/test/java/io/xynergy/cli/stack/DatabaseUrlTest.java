package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "postgres://ann:s3c:ret@db.example.com/shop,                     5432, s3c:ret, ''",
        "postgresql://ann:s3c%3Aret@db.example.com:6000/shop,            6000, s3c:ret, ''",
        "postgres://ann:a+b@db.example.com/shop?sslmode=require,         5432, a+b, ?sslmode=require",
        "jdbc:postgresql://db.example.com/shop?user=ann&password=p%26q,  5432, p&q, ''",
        "jdbc:postgresql://db.example.com/shop?ssl=true&user=ann,        5432, '', ?ssl=true",
        "postgres://ann@db.example.com/shop,                             5432, '', ''"
    })
    void readsTheFormsThatPeopleCopy(String text, int port, String password, String query)
            throws StackException {
        DatabaseUrl url = DatabaseUrl.parse(text);
        assertThat(url.jdbc())
                .isEqualTo("jdbc:postgresql://db.example.com:" + port + "/shop" + query);
        assertThat(url.user()).isEqualTo("ann");
        assertThat(url.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ann:hidden@localhost/shop",
                "postgres://ann:hidden@localhost",
                "postgres://ann:hidden@localhost/",
                "postgres://ann:hid den@localhost/shop",
                "postgres://localhost/shop?password=hidden",
                "hidden"
            })
    void refusesAnythingElseWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("--db: expected postgres://USER:PASSWORD@HOST")
                .hasMessageNotContaining("hid");
    }

    @Test
    void showsWhereItIsAndNeverThePassword() throws StackException {
        DatabaseUrl url = DatabaseUrl.parse("postgres://ann:hidden@localhost/shop?ssl=true");
        assertThat(url.where()).isEqualTo("localhost:5432/shop");
        assertThat(url.toString()).contains("ann@localhost:5432/shop").doesNotContain("hidden");
    }
}
