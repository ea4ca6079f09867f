// Runs under whatever Node.js the system has, old ones too: only what they all understand stands
// here, and everything newer is imported after the check.
const nodeVersionMin = 20;
const found = Number(process.versions.node.split('.')[0]);

if (found < nodeVersionMin) {
  process.stderr.write(
    'Riel needs Node.js ' +
      nodeVersionMin +
      ' or newer with npm; this is ' +
      process.version +
      '. ' +
      'Install it: Debian 13, Ubuntu 25.04 or newer: sudo apt-get install -y nodejs npm; ' +
      'Fedora: sudo dnf install -y nodejs npm; macOS: brew install node; ' +
      'any other: a build of Node.js 20 or newer, first in PATH.\n',
  );
  process.exitCode = 1;
} else {
  const bootstrapped = import('./bootstrap/main.mjs').then(function (main) {
    return main.bootstrap(process.argv.slice(2));
  });
  bootstrapped.then(
    function (exitCode) {
      process.exitCode = exitCode;
      return exitCode;
    },
    function (error) {
      process.stderr.write(
        'riel: ' + (error && error.code ? error.message : error && error.stack) + '\n',
      );
      process.exitCode = 1;
    },
  );
}
