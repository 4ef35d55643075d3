package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
    @ParameterizedTest
    @CsvSource({
        "0 2 * * *,        0 0 2 * * ?",
        "0 6 * * MON-FRI,  0 0 6 ? * MON-FRI",
        "*/15 * * * *,     0 */15 * * * ?",
        "0 0 1 * *,        0 0 0 1 * ?",
        "30 4 * * 0,       0 30 4 ? * 1",
        "30 4 * * 1-5,     0 30 4 ? * 2-6",
        "30 4 * * 7,       0 30 4 ? * 1",
        "30 4 * * */2,     0 30 4 ? * */2"
    })
    void aCrontabsFiveFieldsBecomeSix(String crontab, String quartz) {
        assertThat(Cron.ofCrontab(crontab)).containsExactly(quartz);
    }

    @Test
    void dayAndWeekdayMeanEitherAsInACrontab() {
        assertThat(Cron.ofCrontab("0 0 1 * MON")).containsExactly("0 0 0 1 * ?", "0 0 0 ? * MON");
        assertThatThrownBy(() -> Cron.ofCrontab("0 0 1 *")).hasMessageContaining("five fields");
    }

    @Test
    void eventBridgesExpressionsAreRead() {
        assertThat(Cron.rate("rate(3 minutes)")).isEqualTo(Duration.ofMinutes(3));
        assertThat(Cron.rate("rate(1 day)")).isEqualTo(Duration.ofDays(1));
        assertThat(Cron.rate("cron(0 2 * * ? *)")).isNull();
        assertThat(Cron.ofEventBridge("cron(0 2 * * ? *)")).isEqualTo("0 0 2 * * ? *");
        assertThatThrownBy(() -> Cron.ofEventBridge("every day")).hasMessageContaining("neither rate");
    }
}
