@echo off
rem Double click: shows the portal in the browser, and reloads it on every save.
cd /d "%~dp0"
call "%~dp0sitegen.cmd" serve --open %*
if errorlevel 1 pause
