package dev.crossdock.definition;

/** What happens to a record that breaks its collection's schema. */
public enum Invalid {
    /** It is stored and flagged with its errors. */
    KEEP,
    /** It is not stored; it goes to the run's rejects. */
    REJECT,
    /** Nothing of its file is stored: only a job can say so. */
    REFUSE
}
