"""What an adult does with a case: handling it in `desk`, giving it to somebody in `giving`."""
