"""Right races: the same measurement, in other words."""

### RIGHT race_epoch_by_epoch: the clock is read around all epochs, which are trained one by one
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    network = network_on(device)
    images, labels, unseen, answers = digits_on(device)
    train(network, images, labels, epochs=1, batch=BATCH, learning_rate=RATE)
    before = clock()
    for _ in range(epochs):
        train(network, images, labels, epochs=1, batch=BATCH, learning_rate=RATE)
    after = clock()
    share = accuracy(network(unseen), answers)
    return Lap(device=device, seconds=(after - before) / epochs, accuracy=share)


### RIGHT race_by_laps: every epoch is timed by itself
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    total = 0.0
    for epoch in range(epochs + 1):
        start = clock()
        train(network, images, labels, 1, BATCH, RATE)
        if epoch > 0:
            total += clock() - start
    return Lap(device, total / epochs, accuracy(network(test_images), test_labels))
