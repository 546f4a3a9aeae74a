import Foundation
import Synchronization

/// Those who look at one page, and all that they are sent.
final class EventChannel: Sendable {
    private let subscriptions = Mutex<[ObjectIdentifier: EventSubscription]>([:])

    /// The number of subscribers.
    var count: Int { subscriptions.withLock(\.count) }

    /// Adds a subscriber, to which these frames are sent first.
    func subscribe(_ first: [Data]) -> EventSubscription {
        let subscription = EventSubscription { [weak self] ended in
            self?.subscriptions.withLock { $0[ObjectIdentifier(ended)] = nil }
        }
        subscriptions.withLock { $0[ObjectIdentifier(subscription)] = subscription }
        for frame in first { subscription.send(frame) }
        return subscription
    }

    /// Sends a frame to all subscribers.
    func send(_ frame: Data) {
        for subscription in subscriptions.withLock({ Array($0.values) }) { subscription.send(frame) }
    }

    /// Ends all subscriptions.
    func endAll() {
        for subscription in subscriptions.withLock({ Array($0.values) }) { subscription.end() }
    }
}
