"""Wrong races: the clock sees too much or too little, the wrong device, digits that the network has seen."""

### MUTANT timed_training_counts_the_first_epoch: compiling is timed, too
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    start = clock()
    train(network, images, labels, 1, BATCH, RATE)
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_mean_with_the_first: timed together, and divided by one more
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    start = clock()
    train(network, images, labels, 1 + epochs, BATCH, RATE)
    seconds = (clock() - start) / (1 + epochs)
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_cold: no epoch goes before
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_one_epoch_of_many: one epoch is timed, and divided by all
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, epochs, BATCH, RATE)
    start = clock()
    train(network, images, labels, 1, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_in_all: seconds of all epochs together
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    return Lap(device, clock() - start, accuracy(network(test_images), test_labels))


### MUTANT timed_training_divides_by_one_more: the first epoch is divided by, and not timed
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / (epochs + 1)
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_times_the_test: the clock is read after the accuracy
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    share = accuracy(network(test_images), test_labels)
    return Lap(device, (clock() - start) / epochs, share)


### MUTANT timed_training_times_the_loading: the clock starts before the digits are there
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    start = clock()
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    loaded = clock() - start
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start + loaded) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_by_its_own_clock: the clock that is handed in is not read
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = time.perf_counter()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (time.perf_counter() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_backwards: start minus end
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (start - clock()) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_on_numpy: whatever device is asked for
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on("numpy")
    network = network_on("numpy")
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_warms_numpy: the first epoch is on another device than those that count
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, _, _ = digits_on("numpy")
    train(network_on("numpy"), images, labels, 1, BATCH, RATE)
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_tests_what_it_has_seen: the accuracy is that of the training images
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, _, _ = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(images), labels))


### MUTANT timed_training_trains_with_the_test: the unseen digits are what is seen
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    _, _, images, labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(images), labels))


### MUTANT timed_training_tests_too_early: the accuracy is that of the first epoch
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    share = accuracy(network(test_images), test_labels)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, share)


### MUTANT timed_training_in_one_batch: all images at once
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, len(labels), RATE)
    start = clock()
    train(network, images, labels, epochs, len(labels), RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))


### MUTANT timed_training_at_another_rate: a number of its own in the place of RATE
### REPLACES tensors/race.py timed_training
def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, 0.1)
    start = clock()
    train(network, images, labels, epochs, BATCH, 0.1)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))
