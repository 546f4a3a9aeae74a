/// What a client may ask for, and how long it may take.
struct HTTPLimits: Sendable, Hashable {
    /// Bytes of the request line.
    var requestLine = 8 << 10
    /// Bytes of the request line and all headers.
    var head = 32 << 10
    /// The number of headers.
    var headers = 100
    /// Bytes of the body.
    var body = 64 << 10
    /// The number of simultaneous connections; further clients are asked to try again later. The limit of open files of
    /// the process is a separate one.
    var connections = 1024
    /// Seconds from the first byte of a request to its last, and before the first request of a connection.
    var secondsToAsk = 10.0
    /// Seconds between two requests of a connection.
    var secondsIdle = 30.0
    /// Seconds in which a client must read a piece of an answer.
    var secondsToTake = 20.0
}
