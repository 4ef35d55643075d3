package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What goes through a job type's queue.
 *
 * @param chunk the chunk to work on; null = plan the run, then work
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WorkMessage(String run, Integer chunk) {
    String json() {
        return Json.write(this);
    }
}
