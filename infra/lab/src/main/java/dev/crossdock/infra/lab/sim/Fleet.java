package dev.crossdock.infra.lab.sim;

import dev.crossdock.functions.callengine.CallEngine;
import dev.crossdock.functions.callwebservice.CallWebservice;
import dev.crossdock.functions.dispatch.Dispatch;
import dev.crossdock.functions.exporttofile.ExportToFile;
import dev.crossdock.functions.exporttowebservice.ExportToWebservice;
import dev.crossdock.functions.importfile.ImportFile;
import dev.crossdock.functions.pullfiles.PullFiles;
import dev.crossdock.functions.pulltocollection.PullToCollection;
import dev.crossdock.functions.pulltofile.PullToFile;
import dev.crossdock.functions.recordtrigger.RecordTrigger;
import dev.crossdock.functions.revalidate.Revalidate;
import dev.crossdock.functions.sendfile.SendFile;
import dev.crossdock.functions.transformfile.TransformFile;
import dev.crossdock.functions.uploadtoazure.UploadToAzure;
import dev.crossdock.web.Guarded;
import java.util.Optional;

/** The real functions, each over one machine. */
final class Fleet {
    private Fleet() {}

    /** @return the machine itself for a function that is only asked by HTTP: its callers use the rooms behind it */
    static Object function(String name, Machine m) {
        return switch (name) {
            case "dispatch" -> new Dispatch(m.drops(), m.sweep(), m.replays(), m.chores(), m.clock);
            case "import-file" -> new ImportFile(m.objects, m.records, m.runner, m.clock);
            case "transform-file" -> new TransformFile(m.objects, m.runner, m.clock);
            case "send-file" -> new SendFile(m.sender, m.objects, m.runner, m.clock);
            case "export-to-file" -> new ExportToFile(m.records, m.ledger, m.objects, m.runner, m.clock);
            case "export-to-webservice" ->
                new ExportToWebservice(m.sender, m.records, m.ledger, m.objects, m.runner, m.clock);
            case "pull-files" ->
                new PullFiles(m.ledger, m.objects, m.runner, m.pace, (work, from) -> new SimFolder(m.world));
            case "pull-to-file" -> new PullToFile(m.sender, m.ledger, m.objects, m.runner, m.clock);
            case "pull-to-collection" ->
                new PullToCollection(m.sender, m.ledger, m.objects, m.records, m.runner, m.clock);
            case "revalidate" -> new Revalidate(m.records, m.runner, m.clock);
            case "upload-to-azure" ->
                UploadToAzure.paced(m.objects, m.runner, m.http, m.secrets, new Guarded(m.ledger, m.pace));
            case "record-trigger" -> new RecordTrigger(m.definitions, m.queue, m.objects, m.ledger, m.clock);
            case "call-webservice" ->
                new CallWebservice(
                        m.definitions, m.sender, m.mailbox(), m.queue, m.objects, m.ledger, m.clock, Optional::empty);
            case "call-engine" ->
                new CallEngine(
                        m.engine(),
                        m.executions(),
                        m.deliveryWork(),
                        m.definitions,
                        m.queue,
                        m.objects,
                        m.ledger,
                        m.clock);
            default -> m;
        };
    }
}
