package dev.crossdock.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A zip archive as nobody's library would write it: what it says of an entry need not be so. */
final class Archive {
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int count;

    /** An honest entry. */
    Archive entry(String name, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var sum = new CRC32();
        sum.update(bytes);
        return entry(name, deflated(bytes, 1), sum.getValue(), bytes.length);
    }

    /** @param deflated the entry's data @param sum and @param size as the archive is to say */
    Archive entry(String name, byte[] deflated, long sum, long size) {
        var named = name.getBytes(StandardCharsets.UTF_8);
        int offset = entries.size();
        var common = little(26)
                .putShort((short) 20)
                .putShort((short) 0)
                .putShort((short) 8)
                .putInt(0x00210000)
                .putInt((int) sum)
                .putInt(deflated.length)
                .putInt((int) size)
                .putShort((short) named.length)
                .putShort((short) 0)
                .array();
        entries.writeBytes(little(4).putInt(0x04034b50).array());
        entries.writeBytes(common);
        entries.writeBytes(named);
        entries.writeBytes(deflated);
        directory.writeBytes(little(6).putInt(0x02014b50).putShort((short) 20).array());
        directory.writeBytes(common);
        directory.writeBytes(little(14).putInt(10, offset).array());
        directory.writeBytes(named);
        count++;
        return this;
    }

    byte[] bytes() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(entries.toByteArray());
        all.writeBytes(directory.toByteArray());
        all.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt(directory.size())
                .putInt(entries.size())
                .array());
        return all.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Content many times over, packed once: a flush makes each piece good by itself. */
    static byte[] deflated(byte[] content, int times) {
        var deflater = new Deflater(9, true);
        deflater.setInput(content);
        var piece = new byte[content.length + 1000];
        int length = deflater.deflate(piece, 0, piece.length, Deflater.FULL_FLUSH);
        deflater.end();
        var all = new ByteArrayOutputStream(times * length + 10);
        for (int i = 0; i < times; i++) all.write(piece, 0, length);
        // An empty last block.
        all.write(3);
        all.write(0);
        return all.toByteArray();
    }
}
