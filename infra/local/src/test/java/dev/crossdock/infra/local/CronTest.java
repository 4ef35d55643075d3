package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CronTest {
    @Test
    void eventBridgesExpressionsAreRead() {
        assertThat(Cron.rate("rate(3 minutes)")).isEqualTo(Duration.ofMinutes(3));
        assertThat(Cron.rate("rate(1 day)")).isEqualTo(Duration.ofDays(1));
        assertThat(Cron.rate("cron(0 2 * * ? *)")).isNull();
        assertThat(Cron.ofEventBridge("cron(0 2 * * ? *)")).isEqualTo("0 0 2 * * ? *");
        assertThatThrownBy(() -> Cron.ofEventBridge("every day")).hasMessageContaining("neither rate");
    }
}
