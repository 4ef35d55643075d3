package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final Optional<String> TOKEN = Optional.of("a-long-random-token");
    private static final Optional<String> NONE = Optional.empty();

    @Test
    void anotherAddressThanTheLoopbackOneNeedsAToken() {
        for (var bind : List.of("0.0.0.0", "::", "192.0.2.7")) {
            assertThatThrownBy(() -> new Reach(bind, NONE, NONE).check())
                    .as(bind)
                    .hasMessageContaining("host.bind");
            assertThatThrownBy(() -> new Reach(bind, Optional.of("short"), NONE).check())
                    .hasMessageContaining("host.token-short")
                    .hasMessageNotContaining("\"short\"");
            assertThatCode(() -> new Reach(bind, TOKEN, NONE).check()).doesNotThrowAnyException();
            assertThat(new Reach(bind, TOKEN, NONE).openToAll()).isFalse();
        }
        assertThatThrownBy(() -> new Reach("no such name", NONE, NONE).check()).hasMessageContaining("host.bind");
    }

    @Test
    void onTheLoopbackAddressATokenIsAskedForOnceThereIsOne() {
        for (var bind : List.of("127.0.0.1", "localhost", "::1")) {
            assertThatCode(() -> new Reach(bind, NONE, NONE).check()).doesNotThrowAnyException();
            assertThat(new Reach(bind, NONE, NONE).openToAll()).isTrue();
            assertThat(new Reach(bind, Optional.of("x"), NONE).openToAll()).isFalse();
            assertThat(new Reach(bind, NONE, Optional.of("https://id.example")).openToAll())
                    .isFalse();
        }
    }
}
